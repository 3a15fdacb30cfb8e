import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useText } from "../messages";
import { Icon } from "./Icon";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly kind?: "box" | "sheet";
  readonly children: ReactNode;
}

/**
 * A modal dialog for as long as it is mounted. The browser keeps the focus inside, closes it on Escape, and gives the
 * focus back to where it came from.
 */
export function Dialog({ title, onClose, kind = "box", children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const text = useText();
  const titleId = useId();

  // A layout effect, because the focus can only be given back while the element is still in the document.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // A form is there to be filled in; the browser would choose the button that closes it.
    dialog?.querySelector("input")?.focus();
    return () => {
      dialog?.close();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${kind}`}
      aria-labelledby={titleId}
      onClose={(event) => {
        // Taken away by its owner it closes too, and says so late: nobody closed it.
        const { currentTarget } = event;
        if (!currentTarget.open && currentTarget.isConnected && event.target === currentTarget) onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label={text.history.close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
