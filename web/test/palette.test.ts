import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const CSS = readFileSync("src/styles/tokens.css", "utf8");

/** The hexadecimal colours of one theme; the dark one stands on the light one. */
function palette(theme: "light" | "dark"): Map<string, string> {
  const [light = "", dark = ""] = CSS.split("[data-theme=");
  const read = (css: string) => [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]] as const);
  const entries = theme === "light" ? read(light) : [...read(light), ...read(dark)];
  return new Map(entries.map(([name = "", value = ""]) => [name, value]));
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ["ink", "paper surface sunken pine-wash danger-wash warm-wash"],
  ["ink-soft", "paper surface sunken pine-wash danger-wash warm-wash"],
  ["pine", "paper surface pine-wash"],
  ["pine-strong", "pine-wash"],
  ["on-pine", "pine pine-strong"],
  ["warm", "warm-wash"],
  ["danger", "paper surface danger-wash pine-wash"],
  ["surface", "warm"],
] as const;
/** Borders of controls and the focus ring: 3:1 (WCAG 1.4.11). */
const SIGNS = [
  ["line-strong", "paper surface"],
  ["warm", "paper surface"],
] as const;

describe.each(["light", "dark"] as const)("the %s palette", (theme) => {
  const colours = palette(theme);
  const of = (name: string) => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`no colour ${name}`);
    return value;
  };
  const pairs = (list: readonly (readonly [string, string])[]) =>
    list.flatMap(([front, backs]) => backs.split(" ").map((back) => [front, back] as const));

  it.each(pairs(TEXT))("makes %s readable on %s", (front, back) => {
    expect(contrast(of(front), of(back))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(SIGNS))("makes %s visible on %s", (front, back) => {
    expect(contrast(of(front), of(back))).toBeGreaterThanOrEqual(3);
  });
});
