import { describe, expect, it } from "vitest";
import { en } from "../src/messages/en";
import { fr } from "../src/messages/fr";
import { SentenceFeed } from "../src/sentences";
import { french } from "../src/typography";
import { codePoints, refusalOf } from "../src/validation";

/** Every message with its path; functions are called with telling values. */
function flat(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, (value as (...x: string[]) => string)("A", "B")]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`));
}

describe("the message files", () => {
  it("have the same keys, and no empty text", () => {
    const french = flat(fr);
    expect(french.map(([path]) => path)).toEqual(flat(en).map(([path]) => path));
    expect([...french, ...flat(en)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("are different languages", () => {
    const english = new Map(flat(en));
    const same = flat(fr).filter(([path, text]) => english.get(path) === text);
    expect(same.map(([, text]) => text).filter((text) => text.length > 20)).toEqual([]);
  });

  it("follow French spacing: no breaking space before ; : ! ? », none after «, and no typewriter apostrophe", () => {
    const wrong = flat(fr).filter(([, text]) => / [;:!?»]|« |\w[;!?]|'|\.\.\./.test(text));
    expect(wrong).toEqual([]);
  });
});

describe("french", () => {
  it("sets narrow no-break spaces where the source has plain ones", () => {
    expect(french("« Oui » : 50 % ! Vraiment ?")).toBe("«\u202fOui\u202f»\u202f: 50\u202f%\u202f! Vraiment\u202f?");
  });

  it("leaves addresses and times alone", () => {
    expect(french("https://exemple.org à 10:30")).toBe("https://exemple.org à 10:30");
  });
});

describe("refusalOf", () => {
  it("counts code points, not UTF-16 units", () => {
    expect(codePoints("é😀")).toBe(2);
    expect(refusalOf("😀".repeat(1000), 1000)).toBeNull();
    expect(refusalOf("a".repeat(1001), 1000)).toBe("message_too_long");
  });

  it("refuses nothing but blanks, and active content in any case", () => {
    expect(refusalOf(" \n ", 1000)).toBe("message_empty");
    expect(refusalOf("<SCRIPT>alert(1)</SCRIPT>", 1000)).toBe("active_content");
    expect(refusalOf("C# -- une question sur 'SELECT'", 1000)).toBeNull();
  });
});

describe("SentenceFeed", () => {
  it("gives out whole sentences, each once, for any chunking", () => {
    const text = "Bonjour Marie. Voici **comment** faire : ouvrez votre profil ! Ensuite, [enregistrez](https://a.fr).";
    const expected = ["Bonjour Marie.", "Voici comment faire : ouvrez votre profil !", "Ensuite, enregistrez."];
    for (const size of [1, 3, 7, 200]) {
      const feed = new SentenceFeed("fr");
      const said: string[] = [];
      for (let i = 0; i < text.length; i += size) said.push(...feed.push(text.slice(i, i + size)));
      expect([...said, ...feed.end()]).toEqual(expected);
    }
  });

  it("leaves out code blocks", () => {
    const feed = new SentenceFeed("fr");
    expect([...feed.push("Voici.\n\n```js\nalert(1);\n```\nFin.\n"), ...feed.end()]).toEqual(["Voici.", "Fin."]);
  });
});
