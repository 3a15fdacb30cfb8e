import { type ReactNode, memo, useRef, useState } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import { tablesAndLinks } from "../markdownExtensions";
import { useText } from "../messages";

/** Returns the address when it may be followed, and an empty text for every other scheme and for relative ones. */
export function safeUrl(url: string): string {
  try {
    const { protocol } = new URL(url);
    return protocol === "https:" || protocol === "http:" || protocol === "mailto:" ? url : "";
  } catch {
    return "";
  }
}

/** Where a link goes, short enough to stand beside it: the host (in ASCII, so that look-alikes show) or the address. */
function destination(href: string): string {
  const url = new URL(href);
  return url.protocol === "mailto:" ? url.pathname : url.host;
}

function Link({ href, children }: { readonly href?: string | undefined; readonly children?: ReactNode }) {
  const text = useText();
  if (href === undefined || href === "") return <>{children}</>;
  const where = destination(href);
  const shown = typeof children === "string" && children.includes(where);
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        {children}
        <span className="visually-hidden"> ({text.markdown.newTab})</span>
      </a>
      {!shown && <span className="destination"> ({where})</span>}
    </>
  );
}

/** Nothing in an answer is loaded by itself: an address in an image could carry data out. */
function Image({ alt }: { readonly alt?: string | undefined }) {
  const text = useText();
  return (
    <span className="image-note">
      {alt === undefined || alt === "" ? text.markdown.imageWithoutText : text.markdown.image(alt)}
    </span>
  );
}

function CodeBlock({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  const code = useRef<HTMLPreElement>(null);
  const [state, setState] = useState<"copy" | "copied" | "copyFailed">("copy");

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code.current?.textContent ?? "");
      setState("copied");
    } catch {
      setState("copyFailed");
    }
    setTimeout(() => {
      setState("copy");
    }, 2000);
  };

  return (
    <div className="code-block">
      <div className="code-head">
        <span>{text.markdown.code}</span>
        <button type="button" className="quiet" onClick={() => void copy()}>
          <span aria-live="polite">{text.markdown[state]}</span>
        </button>
      </div>
      {/* A long line scrolls sideways, so the block has to be reachable with the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={code} tabIndex={0} aria-label={text.markdown.code}>
        {children}
      </pre>
    </div>
  );
}

function Table({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={text.markdown.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ alt }) => <Image alt={alt} />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => <Table>{children}</Table>,
  // The page owns the first two levels.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h4>{children}</h4>,
  h5: ({ children }) => <h4>{children}</h4>,
  h6: ({ children }) => <h4>{children}</h4>,
};

const PLUGINS = [tablesAndLinks];

/** What a model wrote. HTML in it is shown as text, never parsed; links go to http, https and mailto only. */
export const Markdown = memo(function Markdown({ source }: { readonly source: string }) {
  return (
    <div className="prose">
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={safeUrl}>
        {source}
      </ReactMarkdown>
    </div>
  );
});
