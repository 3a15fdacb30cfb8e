import { useState } from "react";
import type { History } from "../chatState";
import { AgentError } from "../errors";
import { useLanguage, useText } from "../messages";
import type { ConversationSummary } from "../wire";
import { ConfirmDialog } from "./ConfirmDialog";
import { Icon } from "./Icon";
import { InlineError } from "./InlineError";

interface HistoryPanelProps {
  readonly history: History;
  readonly currentId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onReload: () => void;
  readonly onMore: () => void;
  readonly onRename: (id: string, title: string) => Promise<void>;
  readonly onRemove: (id: string) => Promise<void>;
  readonly onRemoveAll: () => Promise<void>;
}

export function HistoryPanel(props: HistoryPanelProps) {
  const { history, currentId, onOpen, onReload, onMore, onRename, onRemove, onRemoveAll } = props;
  const text = useText();
  const [renaming, setRenaming] = useState<string | null>(null);
  const [doomed, setDoomed] = useState<ConversationSummary | "all" | null>(null);

  return (
    <div className="history">
      {history.phase === "failed" && (
        <p className="inline-error" role="alert">
          {text.history.failed}{" "}
          <button type="button" className="quiet" onClick={onReload}>
            {text.banner.retry}
          </button>
        </p>
      )}
      {history.items.length === 0 && history.phase !== "failed" && (
        <p className="fine">{history.phase === "loading" ? text.history.loading : text.history.empty}</p>
      )}
      <ul>
        {history.items.map((item) =>
          renaming === item.id ? (
            <li key={item.id}>
              <RenameForm
                item={item}
                onRename={onRename}
                onClose={() => {
                  setRenaming(null);
                }}
              />
            </li>
          ) : (
            <HistoryRow
              key={item.id}
              item={item}
              current={item.id === currentId}
              onOpen={onOpen}
              onRename={setRenaming}
              onDelete={setDoomed}
            />
          ),
        )}
      </ul>
      <div className="history-foot">
        {history.next !== null && (
          <button type="button" className="quiet" disabled={history.phase === "loading"} onClick={onMore}>
            {text.history.more}
          </button>
        )}
        {history.items.length > 0 && (
          <button
            type="button"
            className="quiet danger-text"
            onClick={() => {
              setDoomed("all");
            }}
          >
            {text.history.deleteAll}
          </button>
        )}
      </div>
      {doomed !== null && (
        <ConfirmDialog
          title={doomed === "all" ? text.confirm.all : text.confirm.one}
          body={doomed === "all" ? text.confirm.allText : text.confirm.oneText(doomed.title || text.history.untitled)}
          action={() => (doomed === "all" ? onRemoveAll() : onRemove(doomed.id))}
          onClose={() => {
            setDoomed(null);
          }}
        />
      )}
    </div>
  );
}

interface HistoryRowProps {
  readonly item: ConversationSummary;
  readonly current: boolean;
  readonly onOpen: (id: string) => void;
  readonly onRename: (id: string) => void;
  readonly onDelete: (item: ConversationSummary) => void;
}

function HistoryRow({ item, current, onOpen, onRename, onDelete }: HistoryRowProps) {
  const text = useText();
  const language = useLanguage();
  const title = item.title || text.history.untitled;
  return (
    <li className="history-row">
      <button
        type="button"
        className="history-open"
        data-testid="history-item"
        aria-current={current ? "true" : undefined}
        onClick={() => {
          onOpen(item.id);
        }}
      >
        <span className="history-title">{title}</span>
        <time dateTime={item.updatedAt}>{whenOf(item.updatedAt, language)}</time>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={text.history.rename(title)}
        onClick={() => {
          onRename(item.id);
        }}
      >
        <Icon name="pencil" />
      </button>
      <button
        type="button"
        className="icon-button"
        data-testid="history-delete"
        aria-label={text.history.delete(title)}
        onClick={() => {
          onDelete(item);
        }}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}

interface RenameFormProps {
  readonly item: ConversationSummary;
  readonly onRename: (id: string, title: string) => Promise<void>;
  readonly onClose: () => void;
}

function RenameForm({ item, onRename, onClose }: RenameFormProps) {
  const text = useText();
  const [title, setTitle] = useState(item.title);
  const [error, setError] = useState<AgentError | null>(null);

  const save = async () => {
    try {
      await onRename(item.id, title.trim());
      onClose();
    } catch (thrown) {
      setError(AgentError.of(thrown));
    }
  };

  return (
    <form
      className="rename"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== "") void save();
      }}
    >
      <input
        ref={(input) => {
          input?.focus();
        }}
        aria-label={text.history.renameLabel}
        value={title}
        maxLength={120}
        onChange={(event) => {
          setTitle(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // Escape leaves the field, not the panel around it.
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }}
      />
      <div className="actions">
        <button type="button" className="button small" onClick={onClose}>
          {text.history.cancel}
        </button>
        <button type="submit" className="button primary small">
          {text.history.save}
        </button>
      </div>
      <InlineError error={error} />
    </form>
  );
}

/** The time for today, the date before. */
function whenOf(instant: string, language: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  const now = new Date();
  const options: Intl.DateTimeFormatOptions =
    date.toDateString() === now.toDateString()
      ? { hour: "2-digit", minute: "2-digit" }
      : date.getFullYear() === now.getFullYear()
        ? { day: "numeric", month: "short" }
        : { day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat(language, options).format(date);
}
