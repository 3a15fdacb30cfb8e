import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown, safeUrl } from "../src/components/Markdown";

const html = (source: string) => render(<Markdown source={source} />).container;

describe("Markdown", () => {
  it("shows HTML as text and never parses it", () => {
    const container = html('<script>alert(1)</script>\n\n<img src=x onerror="alert(1)"> et <b>gras</b>');
    expect(container.querySelector("script, img, b")).toBeNull();
    expect(container.textContent).toContain("<script>alert(1)</script>");
  });

  it("loads no image, and shows its text", () => {
    const container = html("![suivi](https://evil.example/pixel.png) ![](//evil.example/x.png)");
    expect(container.querySelector("img, source, iframe, object, [src], [srcset]")).toBeNull();
    expect(container.innerHTML).not.toContain("evil.example");
    expect(screen.getByText(/Image non chargée.: suivi/)).toBeTruthy();
  });

  it("follows http, https and mailto, nothing else", () => {
    const container = html(
      "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](/relative) [e](vbscript:x) [f](&#106;avascript:alert(1)) <javascript:alert(1)>",
    );
    expect(container.querySelector("a")).toBeNull();
    for (const url of ["https://a.fr/x", "http://a.fr", "mailto:a@b.fr"]) expect(safeUrl(url)).toBe(url);
  });

  it("opens a link apart, gives nothing away, and says where it goes", () => {
    html("Voir [l’aide](https://aide.example.org/profil) et https://nu.example.org/page");
    const link = screen.getByRole("link", { name: /l’aide/ });
    expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    expect(link.getAttribute("target")).toBe("_blank");
    expect(screen.getByText("(aide.example.org)")).toBeTruthy();
    expect(screen.queryByText("(nu.example.org)")).toBeNull();
  });

  it("unmasks a host that only looks like another", () => {
    html("[banque](https://bаnque.fr/)"); // the first a is Cyrillic
    expect(screen.getByText(/\(xn--/)).toBeTruthy();
  });

  it("keeps its headings below the page's, and repeats no id", () => {
    const container = html("# Un\n\n## Deux\n\nTexte[^1]\n\n[^1]: note");
    expect(container.querySelector("h1, h2, [id]")).toBeNull();
    expect(container.querySelectorAll("h3")).toHaveLength(2);
  });

  it("draws code with a button to copy, and tables", () => {
    const container = html("```js\nconst a = 1;\n```\n\n| a | b |\n| --- | :-: |\n| 1 | 2 |");
    expect(container.querySelector("pre code")?.textContent).toBe("const a = 1;\n");
    expect(screen.getByRole("button", { name: "Copier" })).toBeTruthy();
    expect(container.querySelectorAll("td")).toHaveLength(2);
  });
});
