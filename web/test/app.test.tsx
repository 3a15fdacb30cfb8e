import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "../src/App";
import { AgentService } from "../src/agentService";
import { FakeServer, FakeStream, json, me, noContent, problem, stored, summary, tokens } from "./fakeServer";
import { screen as device } from "./setup";

let server: FakeServer;
let stream: FakeStream;

beforeEach(() => {
  Object.defineProperty(navigator, "languages", { value: ["fr-FR"], configurable: true });
  server = new FakeServer()
    .on("GET /api/me", () => json(me({ providers: ["OpenAI", "Mistral"] })))
    .on("POST /api/me/consents", (r) => {
      const { granted } = r.body as { granted: boolean };
      return json({ purpose: "assistant", granted, policyVersion: "1", at: "2026-11-22T10:00:00Z" });
    })
    .on("GET /api/conversations", () => json({ items: [], next: null }))
    .on("POST /api/chat", (r) => {
      stream = new FakeStream(r.signal);
      return stream.response;
    });
});

function open() {
  render(<App service={new AgentService({ fetch: server.fetch })} />);
  return userEvent.setup();
}

const conversations = () =>
  server
    .on("GET /api/me", () => json(me({ granted: true })))
    .on("GET /api/conversations", () => json({ items: [summary("c1", "Mon profil")], next: null }))
    .on("GET /api/conversations/c1", () =>
      json({
        ...summary("c1", "Mon profil"),
        messages: [stored("q", "user", "Et ?"), { ...stored("a", "assistant", "Oui."), prepared: true }],
      }),
    );

/** Contrast cannot be computed without layout; the palette has a test of its own. */
async function violations(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

describe("the page", () => {
  it("plays the newcomer: refuses, accepts, asks, stops, tries again", async () => {
    const user = open();
    const refuse = await screen.findByTestId("consent-refuse");
    expect(screen.getByText(/transmis à OpenAI et Mistral/)).toBeTruthy();
    expect(screen.queryByTestId("composer-input")).toBeNull();
    expect(await violations()).toEqual([]);

    await user.click(refuse);
    const reopen = await screen.findByTestId("consent-reopen");
    expect(document.activeElement?.textContent).toBe("C’est noté.");
    expect(await violations()).toEqual([]);

    await user.click(reopen);
    await user.click(screen.getByTestId("consent-accept"));
    const input = await screen.findByTestId("composer-input");
    expect(screen.getByTestId("disclosure").textContent).toContain("intelligence artificielle, au nom de Trophenix");
    expect(await violations()).toEqual([]);

    await user.type(input, "Ligne 1{Shift>}{Enter}{/Shift}Ligne 2{Enter}");
    await waitFor(() => {
      expect(server.count("POST /api/chat")).toBe(1);
    });
    expect(screen.getByTestId("message-user").textContent).toContain("Ligne 1\nLigne 2");
    act(() => void stream.meta("Elea, une IA, pour Trophenix.").delta("**Bonjour.** Je "));
    await waitFor(() => {
      expect(screen.getByTestId("message-assistant").querySelector("strong")?.textContent).toBe("Bonjour.");
    });
    expect(screen.getByTestId("message-assistant").dataset.status).toBe("streaming");
    expect(screen.getByTestId("announcer").textContent).toBe("Bonjour.");
    expect(screen.getByTestId("disclosure").textContent).toBe("Elea, une IA, pour Trophenix.");

    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.getByTestId("message-assistant").dataset.status).toBe("interrupted");
    });
    await user.click(screen.getByTestId("message-retry"));
    await waitFor(() => {
      expect(server.count("POST /api/chat")).toBe(2);
    });
    act(
      () =>
        void stream
          .meta()
          .delta("Voilà.")
          .send("sources", { sources: [{ id: "s", title: "Profil" }] }),
    );
    act(() => void stream.done({ prepared: true }));
    await screen.findByText("Réponse préparée");
    expect(screen.getByTestId("sources").textContent).toContain("Profil");
    expect(screen.getAllByTestId("message-assistant").at(-1)?.dataset.status).toBe("complete");
    expect(await violations()).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it("says when no provider receives anything", async () => {
    server.on("GET /api/me", () => json(me()));
    open();
    expect(await screen.findByText(/Aucun fournisseur externe/)).toBeTruthy();
  });

  it("shows a failure with its reference, and what can be done", async () => {
    conversations().on("POST /api/chat", () => problem(500, "internal_error"));
    const user = open();
    await screen.findByText("Oui.");
    await user.type(screen.getByTestId("composer-input"), "Encore{Enter}");
    const banner = await screen.findByTestId("error-banner");
    expect(within(banner).getByRole("alert").textContent).toContain("req-1");
    expect(within(banner).getByRole("button", { name: "Réessayer" })).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it("counts down when there were too many messages", async () => {
    conversations().on("POST /api/chat", () => problem(429, "rate_limited", { "Retry-After": "30" }));
    const user = open();
    await screen.findByText("Oui.");
    await user.type(screen.getByTestId("composer-input"), "Encore{Enter}");
    const banner = await screen.findByTestId("error-banner");
    expect(banner.querySelector(".countdown")?.textContent).toMatch(/dans (30|29) s/);
    await user.type(screen.getByTestId("composer-input"), "Toujours");
    expect(screen.getByTestId<HTMLButtonElement>("composer-send").disabled).toBe(true);
  });

  it("offers to sign in again when the session has ended, and goes on where it was", async () => {
    localStorage.setItem("rempart.signedIn", "1");
    conversations()
      .on("GET /api/me", () => json(me({ user: "marie", granted: true })))
      .on("POST /api/auth/refresh", () => json(tokens("t0")))
      .on("POST /api/auth/login", () => json(tokens("t1")))
      .on("POST /api/chat", () => problem(401, "invalid_token"));
    const user = open();
    await screen.findByText("Oui.");
    await user.type(screen.getByTestId("composer-input"), "Encore{Enter}");
    const banner = await screen.findByTestId("error-banner");
    await user.click(within(banner).getByRole("button", { name: "Se reconnecter" }));
    expect(document.activeElement).toBe(screen.getByTestId("login-name"));
    expect(await violations()).toEqual([]);
    await user.type(screen.getByTestId("login-name"), "marie");
    await user.type(screen.getByTestId("login-password"), "secret");
    await user.click(screen.getByTestId("login-submit"));
    await waitFor(() => {
      expect(screen.queryByTestId("login-name")).toBeNull();
    });
    expect(screen.queryByTestId("error-banner")).toBeNull();
    expect(screen.getByText("Oui.")).toBeTruthy();
  });

  it("shows nothing but the change of a password that has to go, and the way out", async () => {
    const asked = me({ user: "admin", granted: true });
    server.on("GET /api/me", () => json({ ...asked, user: { ...asked.user, passwordChangeRequired: true } }));
    server.on("POST /api/auth/logout", () => noContent());
    const user = open();
    const dialog = await screen.findByRole("dialog", { name: "Changer le mot de passe" });
    expect(await violations()).toEqual([]);
    expect(server.count("GET /api/conversations")).toBe(0);
    await user.click(within(dialog).getByRole("button", { name: "Se déconnecter" }));
    await waitFor(() => {
      expect(server.count("POST /api/auth/logout")).toBe(1);
    });
  });

  it("goes on where the password was changed", async () => {
    const asked = me({ user: "admin", granted: true });
    const must = { ...asked, user: { ...asked.user, passwordChangeRequired: true } };
    conversations()
      .on("GET /api/me", () => json(server.count("POST /api/auth/password") === 0 ? must : asked))
      .on("POST /api/auth/password", () => noContent());
    const user = open();
    const dialog = await screen.findByRole("dialog", { name: "Changer le mot de passe" });
    await user.type(within(dialog).getByLabelText("Mot de passe actuel"), "une-fois");
    await user.type(within(dialog).getByLabelText("Nouveau mot de passe"), "Une-phrase-solide");
    await user.type(within(dialog).getByLabelText(/encore une fois/), "Une-phrase-solide{Enter}");
    expect(await screen.findByText("Oui.")).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(server.count("POST /api/auth/logout")).toBe(0);
  });

  it.each([true, false])("renames and deletes in the history (wide: %s)", async (wide) => {
    device.wide = wide;
    conversations()
      .on("PATCH /api/conversations/c1", () => json(summary("c1", "Ma photo")))
      .on("DELETE /api/conversations/c1", () => noContent());
    const user = open();
    await screen.findByText("Oui.");
    await user.click(screen.getByTestId("history-toggle"));
    expect(await violations()).toEqual([]);
    await user.click(screen.getByRole("button", { name: /Renommer/ }));
    await user.clear(screen.getByLabelText("Titre de la conversation"));
    await user.type(screen.getByLabelText("Titre de la conversation"), "Ma photo{Enter}");
    await waitFor(() => {
      expect(screen.getByTestId("history-item").textContent).toContain("Ma photo");
    });
    await user.click(screen.getByTestId("history-delete"));
    await user.click(screen.getByTestId("confirm-delete"));
    await waitFor(() => {
      expect(screen.queryByTestId("history-item")).toBeNull();
      expect(screen.queryByText("Oui.")).toBeNull();
    });
  });

  it("lets consent be withdrawn, and offers to delete everything", async () => {
    conversations().on("DELETE /api/conversations", () => noContent());
    const user = open();
    await screen.findByText("Oui.");
    await user.click(screen.getByTestId("privacy-open"));
    expect(await violations()).toEqual([]);
    await user.click(screen.getByTestId("consent-withdraw"));
    await screen.findByText(/Votre accord est retiré/);
    expect(screen.queryByText("Oui.")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Supprimer toutes mes conversations" }));
    await user.click(screen.getByTestId("confirm-delete"));
    await screen.findByText("Vos conversations sont supprimées.");
    expect(server.count("DELETE /api/conversations")).toBe(1);
  });

  it("speaks English and is dark when asked, and only then remembers it", async () => {
    const user = open();
    await screen.findByTestId("consent-accept");
    expect(document.documentElement.lang).toBe("fr");
    await user.click(screen.getByTestId("language-toggle"));
    expect(screen.getByRole("heading", { name: "Before you start" })).toBeTruthy();
    expect(document.documentElement.lang).toBe("en");
    await user.click(screen.getByTestId("theme-toggle"));
    await user.click(screen.getByTestId("theme-toggle"));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(Object.fromEntries(Object.entries(localStorage))).toEqual({
      "rempart.language": "en",
      "rempart.theme": "dark",
    });
  });

  it("counts near the limit, and does not send what is over it", async () => {
    conversations();
    const user = open();
    await screen.findByText("Oui.");
    const input = screen.getByTestId("composer-input");
    await user.click(input);
    await user.paste("😀".repeat(900));
    expect(screen.getByText(/900 \/ 1.000 caractères/)).toBeTruthy();
    await user.paste("x".repeat(101));
    expect(screen.getByText("1 caractère de trop")).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>("composer-send").disabled).toBe(true);
  });

  it("says when the server cannot be reached, and tries again", async () => {
    server.on("GET /api/me", () => problem(503, "unavailable"));
    const user = open();
    const banner = await screen.findByTestId("error-banner");
    server.on("GET /api/me", () => json(me()));
    await user.click(within(banner).getByRole("button", { name: "Réessayer" }));
    await screen.findByTestId("consent-accept");
  });
});
