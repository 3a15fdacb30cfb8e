// A stand-in for the server while the page is worked on: it speaks docs/reference/http-api.md from memory, keeps
// everything in memory, and serves ./dist with the real content security policy. Never a part of the product.
//
//   node dev/fake-api.mjs [port]     then `npm run dev`, or open http://localhost:8787 after `npm run build`
//
// Signing in: any name, password "rempart". A name that begins with "new" is asked to change the password.
// Messages that begin with "!" play a scene: !429 !402 !401 !409 !injection !500 !cut !filtered !expired !code !long !evil
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const port = Number(process.argv[2] ?? 8787);
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const delayMs = Number(process.env.DELAY_MS ?? 35);
const providers = process.env.PROVIDERS ? process.env.PROVIDERS.split(",") : [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; manifest-src 'self'";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

const consents = new Map();
const conversations = new Map();
const refreshTokens = new Map();
const accessTokens = new Map();
const spent = new Set();

const PROFILE = `Pour **modifier votre profil** :

1. Ouvrez *Mon compte*, puis **Profil**.
2. Choisissez la rubrique à changer : photo, expérience, formation ou langues.
3. Enregistrez. Les recruteurs voient la nouvelle version aussitôt.

Votre adresse et votre téléphone ne sont montrés qu’aux recruteurs que vous acceptez. Le détail est dans [l’aide en ligne](https://aide.example.org/profil).`;
const CODE = `Voici un appel d’exemple :

\`\`\`http
POST /api/chat HTTP/1.1
Content-Type: application/json

{"message": "Comment modifier mon profil ?", "agent": "elea"}
\`\`\`

| statut | sens |
| --- | --- |
| 200 | la réponse commence |
| 429 | trop de messages |`;
const EVIL = `<script>window.pwned = 1</script> <img src=x onerror="window.pwned=1">

![suivi](https://evil.example/pixel.png) [cliquez](javascript:alert(1)) [vrai](https://example.org/page) <b>gras ?</b>`;

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  response.setHeader("X-Request-Id", randomUUID());
  try {
    if (url.pathname.startsWith("/api/")) await api(request, response, url);
    else await file(response, url.pathname);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) refuse(response, 500, "internal_error");
    else response.destroy();
  }
}).listen(port, () => console.log(`http://localhost:${port}`));

async function file(response, path) {
  const name = path === "/" ? "index.html" : normalize(path).replace(/^(\.\.[/\\])+/, "");
  try {
    const body = await readFile(join(dist, name));
    response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "text/plain", "Content-Security-Policy": CSP });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

async function api(request, response, url) {
  const route = `${request.method} ${url.pathname}`;
  const body = await read(request);
  const cookies = Object.fromEntries((request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=")));
  const bearer = request.headers.authorization?.replace("Bearer ", "");
  const user = bearer ? accessTokens.get(bearer) : null;
  if (bearer && !user) return refuse(response, 401, "invalid_token");
  const owner = user?.id ?? cookies.rempart_visitor ?? null;

  if (route === "POST /api/auth/login") {
    if (body.password !== "rempart") return refuse(response, 401, "invalid_credentials");
    const id = `user-${body.name}`;
    return grant(response, {
      id,
      name: body.name,
      role: "user",
      tier: "free",
      passwordChangeRequired: body.name.startsWith("new"),
    });
  }
  if (route === "POST /api/auth/refresh") {
    const token = cookies.rempart_refresh;
    if (spent.has(token)) return refuse(response, 401, "refresh_token_reused");
    const known = refreshTokens.get(token);
    if (!known) return refuse(response, 401, "invalid_refresh_token");
    refreshTokens.delete(token);
    spent.add(token);
    return grant(response, known);
  }
  if (route === "POST /api/auth/logout") {
    accessTokens.delete(bearer);
    refreshTokens.delete(cookies.rempart_refresh);
    return response.writeHead(204).end();
  }
  if (route === "POST /api/auth/password") {
    if (body.currentPassword !== "rempart") return refuse(response, 401, "invalid_credentials");
    user.passwordChangeRequired = false;
    return response.writeHead(204).end();
  }
  if (route === "GET /api/me") {
    return json(response, 200, {
      authenticated: Boolean(user),
      user: user ?? null,
      consents: { assistant: consents.get(owner) ?? null },
      notice: { policyVersion: "1", operator: "Trophenix", providers },
      agents: [{ id: "elea", name: "Elea", maxMessageChars: 1000 }],
    });
  }
  if (route === "POST /api/me/consents") {
    const event = { purpose: "assistant", granted: body.granted, policyVersion: "1", at: new Date().toISOString() };
    let id = owner;
    if (!id && body.granted) {
      id = randomUUID();
      response.setHeader("Set-Cookie", `rempart_visitor=${id}; HttpOnly; SameSite=Strict; Path=/`);
    }
    if (id) consents.set(id, event);
    return json(response, 200, event);
  }
  if (route === "POST /api/chat") return chat(request, response, body, owner, bearer);

  const mine = [...conversations.values()]
    .filter((conversation) => conversation.owner === owner)
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  if (route === "GET /api/conversations") return json(response, 200, { items: mine.map(summary), next: null });
  if (route === "DELETE /api/conversations") {
    for (const conversation of mine) conversations.delete(conversation.id);
    return response.writeHead(204).end();
  }
  const found = mine.find((conversation) => url.pathname === `/api/conversations/${conversation.id}`);
  if (!found) return refuse(response, 404, "not_found");
  if (request.method === "GET") return json(response, 200, { ...summary(found), messages: found.messages });
  if (request.method === "PATCH") {
    found.title = body.title;
    return json(response, 200, summary(found));
  }
  conversations.delete(found.id);
  return response.writeHead(204).end();
}

async function chat(request, response, body, owner, bearer) {
  if (consents.get(owner)?.granted !== true) return refuse(response, 403, "consent_required");
  const scene = /^!(\w+)/.exec(body.message)?.[1];
  if (scene === "429") return refuse(response, 429, "rate_limited", { "Retry-After": "20" });
  if (scene === "402") return refuse(response, 402, "subscription_expired");
  if (scene === "401") return refuse(response, 401, bearer ? "invalid_token" : "authentication_required");
  if (scene === "409") return refuse(response, 409, "conversation_busy");
  if (scene === "injection") return refuse(response, 400, "prompt_injection");
  if (scene === "500") return refuse(response, 500, "internal_error");
  if (scene === "expired" && bearer) {
    accessTokens.delete(bearer);
    return refuse(response, 401, "token_expired");
  }

  const now = () => new Date().toISOString();
  const conversation = conversations.get(body.conversationId) ?? {
    id: randomUUID(),
    owner,
    title: body.message.slice(0, 60),
    agent: "elea",
    createdAt: now(),
    messages: [],
  };
  conversation.updatedAt = now();
  conversations.set(conversation.id, conversation);
  const base = { createdAt: now(), model: null, prepared: false, sources: [], status: "complete" };
  const question = { ...base, id: randomUUID(), role: "user", content: body.message };
  const answer = { ...base, id: randomUUID(), role: "assistant", content: "", status: "interrupted" };
  conversation.messages.push(question, answer);

  let number = 0;
  const send = (event, data) => response.write(`id: ${++number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  let gone = false;
  response.on("close", () => (gone = true));
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" });
  send("meta", {
    requestId: response.getHeader("X-Request-Id"),
    conversationId: conversation.id,
    messageId: question.id,
    agent: "elea",
    disclosure: "Vous échangez avec Elea, une intelligence artificielle qui répond au nom de Trophenix.",
  });
  const text =
    scene === "code" ? CODE : scene === "evil" ? EVIL : scene === "long" ? `${PROFILE}\n\n`.repeat(8) : PROFILE;
  await sleep(delayMs * 12);
  for (const word of text.match(/\s*\S+/g)) {
    if (gone) return;
    answer.content += word;
    send("delta", { text: word });
    await sleep(delayMs);
    if (scene === "cut" && answer.content.length > 120) return response.destroy();
    if (scene === "filtered" && answer.content.length > 120) {
      answer.status = "filtered";
      send("error", { code: "answer_filtered", message: "Réponse retenue." });
      return response.end();
    }
  }
  answer.sources = [
    { id: "profil-modifier", title: "Modifier son profil" },
    { id: "profil-visibilite", title: "Qui voit mes coordonnées" },
  ];
  answer.prepared = true;
  answer.status = "complete";
  send("sources", { sources: answer.sources });
  send("done", {
    messageId: answer.id,
    provider: "local",
    model: "local",
    prepared: true,
    finishReason: "stop",
    tokens: { input: 12, output: 90 },
    costNanoEuros: 0,
  });
  response.end();
}

function grant(response, user) {
  const access = randomUUID();
  const refresh = randomUUID();
  accessTokens.set(access, user);
  refreshTokens.set(refresh, user);
  response.setHeader("Set-Cookie", `rempart_refresh=${refresh}; HttpOnly; SameSite=Strict; Path=/api/auth`);
  json(response, 200, { accessToken: access, tokenType: "Bearer", expiresIn: 900, user });
}

function summary({ id, title, agent, createdAt, updatedAt }) {
  return { id, title, agent, createdAt, updatedAt };
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function json(response, status, value) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(value));
}

function refuse(response, status, code, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/problem+json", ...headers });
  const requestId = response.getHeader("X-Request-Id");
  response.end(
    JSON.stringify({ type: `urn:rempart:problem:${code}`, title: code, status, code, detail: null, requestId }),
  );
}
