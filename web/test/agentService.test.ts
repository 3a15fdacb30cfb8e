import { describe, expect, it } from "vitest";
import { AgentService, consentOf } from "../src/agentService";
import type { AgentError } from "../src/errors";
import { RateLimiter } from "../src/rateLimiter";
import { FakeServer, FakeStream, json, me, noContent, problem, tokens } from "./fakeServer";

const request = { message: "Bonjour", conversationId: null, agent: "elea" };

function service(server: FakeServer, now?: () => number) {
  return new AgentService({ fetch: server.fetch, ...(now === undefined ? {} : { now }) });
}

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  return promise.then(
    () => {
      throw new Error("did not fail");
    },
    (error: unknown) => error as AgentError,
  );
}

describe("a start", () => {
  it("asks only who is here for somebody who never signed in, and stores nothing", async () => {
    const server = new FakeServer().on("GET /api/me", () => json(me()));
    const it = service(server);
    await it.start();
    await it.start();
    expect(server.requests.map((r) => r.path)).toEqual(["/api/me"]);
    expect(consentOf(it.session())).toBe("undecided");
    expect(localStorage.length).toBe(0);
  });

  it("renews the session of somebody who signed in here before", async () => {
    localStorage.setItem("rempart.signedIn", "1");
    const server = new FakeServer()
      .on("POST /api/auth/refresh", () => json(tokens("t1")))
      .on("GET /api/me", (r) => json(me(r.headers.get("Authorization") === "Bearer t1" ? { user: "marie" } : {})));
    const it = service(server);
    await it.start();
    expect(it.session().me?.user?.name).toBe("marie");
    expect(JSON.stringify(Object.fromEntries(Object.entries(localStorage)))).not.toContain("t1");
  });

  it("goes on without an account when that session has ended, and does not try again", async () => {
    localStorage.setItem("rempart.signedIn", "1");
    const server = new FakeServer()
      .on("POST /api/auth/refresh", () => problem(401, "invalid_refresh_token"))
      .on("GET /api/me", () => json(me()));
    const it = service(server);
    await it.start();
    expect(it.session()).toMatchObject({ phase: "ready", ended: true });
    expect(localStorage.getItem("rempart.signedIn")).toBeNull();
  });

  it("says so when the server cannot be reached", async () => {
    const server = new FakeServer();
    const it = service(server);
    await it.start();
    expect(it.session()).toMatchObject({ phase: "failed", error: { code: "network" } });
  });
});

describe("an answer", () => {
  it("is handed on as it comes and resolves with done", async () => {
    const stream = new FakeStream();
    const server = new FakeServer().on("POST /api/chat", () => stream.response);
    const seen: string[] = [];
    const done = service(server).sendMessage(request, {
      onMeta: (meta) => seen.push(meta.conversationId),
      onDelta: (text) => seen.push(text),
      onSources: (sources) => seen.push(...sources.map((source) => source.title)),
    });
    stream
      .raw(": beat\n\n")
      .meta()
      .delta("Bon")
      .delta("jour")
      .send("handoff", {})
      .send("sources", {
        sources: [{ id: "s", title: "Profil" }],
      });
    stream.done({ prepared: true });
    expect(await done).toMatchObject({ prepared: true, finishReason: "stop" });
    expect(seen).toEqual(["c1", "Bon", "jour", "Profil"]);
    expect(server.requests[0]?.body).toEqual({ message: "Bonjour", agent: "elea" });
  });

  it.each([
    [
      "an error event",
      (s: FakeStream) => s.send("error", { code: "answer_filtered", message: "Non." }),
      "answer_filtered",
    ],
    ["an unknown error event", (s: FakeStream) => s.send("error", { code: "new_one", message: "?" }), "internal_error"],
    ["an end without done", (s: FakeStream) => s.end(), "answer_interrupted"],
    ["a lost connection", (s: FakeStream) => s.fail(), "network"],
    ["data that is not JSON", (s: FakeStream) => s.raw("event: delta\ndata: {oops\n\n"), "bad_response"],
    ["data of a wrong shape", (s: FakeStream) => s.send("delta", { text: 5 }), "bad_response"],
  ])("fails with %s in the middle", async (_name, end, code) => {
    const stream = new FakeStream();
    const server = new FakeServer().on("POST /api/chat", () => stream.response);
    const answer = failure(service(server).sendMessage(request, { onDelta: () => undefined }));
    stream.meta().delta("Bon");
    end(stream);
    expect(await answer).toMatchObject({ name: "AgentError", code, requestId: "req-1" });
  });

  it("closes the connection when it is stopped", async () => {
    const controller = new AbortController();
    const server = new FakeServer().on("POST /api/chat", (r) => new FakeStream(r.signal).meta().response);
    const answer = failure(
      service(server).sendMessage(request, {
        signal: controller.signal,
        onMeta: () => {
          controller.abort();
        },
      }),
    );
    expect((await answer).code).toBe("aborted");
  });

  it("is refused when it is not an event stream", async () => {
    const server = new FakeServer().on("POST /api/chat", () => json({}));
    expect((await failure(service(server).sendMessage(request))).code).toBe("bad_response");
  });

  it("is not asked for an eleventh time in a minute", async () => {
    let now = 0;
    const server = new FakeServer().on("POST /api/chat", () => new FakeStream().meta().done().response);
    const it = new AgentService({ fetch: server.fetch, limiter: new RateLimiter(10, 60_000, () => now) });
    for (let i = 0; i < 10; i++) await it.sendMessage(request);
    now = 20_500;
    expect(await failure(it.sendMessage(request))).toMatchObject({ code: "client_rate_limited", retryAfter: 40 });
    now = 60_000;
    await it.sendMessage(request);
    expect(server.count("POST /api/chat")).toBe(11);
  });
});

describe("a refusal", () => {
  it("carries code, status, request id and the seconds to wait", async () => {
    const server = new FakeServer().on("POST /api/chat", () => problem(429, "rate_limited", { "Retry-After": "17" }));
    expect(await failure(service(server).sendMessage(request))).toMatchObject({
      code: "rate_limited",
      kind: "rate",
      status: 429,
      retryAfter: 17,
      requestId: "req-1",
    });
  });

  it("is judged by its status when a proxy wrote it", async () => {
    const server = new FakeServer().on("POST /api/chat", () => new Response("<html>", { status: 502 }));
    expect(await failure(service(server).sendMessage(request))).toMatchObject({ code: "unavailable", status: 502 });
  });
});

describe("an access token", () => {
  /** Signed in with token `t1`; every later token is accepted, `t1` has expired. */
  function signedIn() {
    let number = 1;
    const server = new FakeServer()
      .on("POST /api/auth/login", () => json(tokens("t1")))
      .on("POST /api/auth/refresh", () => json(tokens(`t${++number}`)))
      .on("GET /api/me", () => json(me({ user: "marie", granted: true })))
      .on("GET /api/conversations", (r) =>
        r.headers.get("Authorization") === "Bearer t1"
          ? problem(401, "token_expired")
          : json({ items: [], next: null }),
      );
    return server;
  }

  it("that has expired is renewed once, and the request made again", async () => {
    const server = signedIn();
    const it = service(server);
    await it.login("marie", "secret");
    expect(await it.conversations()).toEqual({ items: [], next: null });
    expect(server.count("POST /api/auth/refresh")).toBe(1);
    expect(server.count("GET /api/conversations")).toBe(2);
  });

  it("is renewed once for requests that find it expired together", async () => {
    const server = signedIn();
    const it = service(server);
    await it.login("marie", "secret");
    await Promise.all([it.conversations(), it.conversations(), it.conversations()]);
    expect(server.count("POST /api/auth/refresh")).toBe(1);
  });

  it("is renewed before it is used when it is about to end", async () => {
    let now = 0;
    const server = signedIn();
    const it = service(server, () => now);
    await it.login("marie", "secret");
    now = 890_000;
    await it.conversations();
    expect(server.count("GET /api/conversations")).toBe(1);
    expect(server.count("POST /api/auth/refresh")).toBe(1);
  });

  it("is not renewed twice for one request", async () => {
    const server = signedIn().on("GET /api/conversations", () => problem(401, "token_expired"));
    const it = service(server);
    await it.login("marie", "secret");
    expect((await failure(it.conversations())).code).toBe("token_expired");
    expect(server.count("POST /api/auth/refresh")).toBe(1);
    expect(it.session().ended).toBe(true);
  });

  it("whose session was ended elsewhere is forgotten, and the page is told", async () => {
    const server = signedIn().on("POST /api/auth/refresh", () => problem(401, "refresh_token_reused"));
    const it = service(server);
    await it.login("marie", "secret");
    expect((await failure(it.conversations())).code).toBe("refresh_token_reused");
    expect(it.session().ended).toBe(true);
    expect(localStorage.getItem("rempart.signedIn")).toBeNull();
  });

  it("survives a renewal that failed on the network: the next request is not an anonymous one", async () => {
    const server = signedIn().on("POST /api/auth/refresh", () => {
      throw new TypeError("offline");
    });
    const it = service(server);
    await it.login("marie", "secret");
    expect((await failure(it.conversations())).code).toBe("network");
    expect(it.session().ended).toBe(false);
    await failure(it.conversations());
    expect(server.requests.at(-2)?.headers.get("Authorization")).toBe("Bearer t1");
  });

  it("is renewed under one lock for all tabs", async () => {
    const held: string[] = [];
    const locks = {
      request: <T>(name: string, work: () => Promise<T>) => {
        held.push(name);
        return work();
      },
    };
    localStorage.setItem("rempart.signedIn", "1");
    const it = new AgentService({ fetch: signedIn().fetch, locks });
    await it.start();
    expect(held).toEqual(["rempart.refresh"]);
  });

  it("is gone after signing out", async () => {
    const server = signedIn().on("POST /api/auth/logout", () => noContent());
    const it = service(server);
    await it.login("marie", "secret");
    await it.logout();
    expect(server.requests.at(-1)?.headers.has("Authorization")).toBe(false);
    expect(localStorage.length).toBe(0);
  });
});

describe("a consent", () => {
  it("that is refused by an anonymous caller is remembered by this page only", async () => {
    const server = new FakeServer()
      .on("GET /api/me", () => json(me()))
      .on("POST /api/me/consents", () => json({ purpose: "assistant", granted: false, policyVersion: "1", at: null }));
    const it = service(server);
    await it.start();
    await it.decideConsent(false);
    expect(consentOf(it.session())).toBe("refused");
    expect(localStorage.length).toBe(0);
    expect(server.requests.at(-1)?.body).toEqual({ purpose: "assistant", granted: false });
  });
});
