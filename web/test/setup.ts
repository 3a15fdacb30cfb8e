import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// What jsdom does not have. Each stands in for just what the page uses.

HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  if (!this.open) return;
  this.open = false;
  this.dispatchEvent(new Event("close"));
};
Element.prototype.scrollIntoView = () => undefined;
HTMLCanvasElement.prototype.getContext = () => null;

class NoObserver {
  readonly root = null;
  readonly rootMargin = "";
  readonly scrollMargin = "";
  readonly thresholds = [];
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
  takeRecords() {
    return [];
  }
}
globalThis.IntersectionObserver = NoObserver;
globalThis.ResizeObserver = NoObserver;

/** The width of the imagined window decides what a query answers. */
export const screen = { wide: true, dark: false };
window.matchMedia = (query: string) =>
  Object.assign(new EventTarget(), {
    matches: query.includes("dark") ? screen.dark : screen.wide,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });

beforeEach(() => {
  screen.wide = true;
  screen.dark = false;
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
