const NARROW = "\u202f";

/**
 * French spacing: a narrow no-break space before ; : ! ? and », and after «, where the source has a plain space, so that
 * message files stay readable and no sign ever begins a line.
 */
export function french(text: string): string {
  return text.replace(/ ([;:!?»%])/g, `${NARROW}$1`).replace(/« /g, `«${NARROW}`);
}

/** The same for every string of a message file, and for what its functions return. */
export function typographic<T extends object>(messages: T): T {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === "string") result[key] = french(value);
    else if (typeof value === "function") {
      const message = value as (...values: unknown[]) => string;
      result[key] = (...values: unknown[]) => french(message(...values));
    } else if (Array.isArray(value)) result[key] = value.map((item: string) => french(item));
    else result[key] = typographic(value as object);
  }
  return result as T;
}
