/** Rempart's mark: a wall that is a shield, with its gate lit. Decorative; the name stands beside it. */
export function Mark({ size = 32 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="mark-wall" d="M4 3h6v4h3V3h6v4h3V3h6v12.5c0 6.8-4.9 11.4-12 13.9C8.9 26.9 4 22.3 4 15.5Z" />
      <path className="mark-gate" d="M16 12.5a4.25 4.25 0 0 1 4.25 4.25v5.5h-8.5v-5.5A4.25 4.25 0 0 1 16 12.5Z" />
    </svg>
  );
}
