// Meets every refusal and failure through each SDK, and prints what its user gets to catch:
// SDK, scenario, status, class, code.
// REMPART_URL is the address; REMPART_SCENARIOS a JSON object: name -> { key, model, text, stream }.
// Usage: npm ci && node failures.mjs

import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';

const url = process.env.REMPART_URL;
const scenarios = JSON.parse(process.env.REMPART_SCENARIOS);

// Each asks once, reads a stream to its end, and throws what its SDK throws.
const sdks = {
  async openai({ key, model, text, stream }) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    const body = { model, messages: [{ role: 'user', content: text }] };
    if (!stream) return client.chat.completions.create(body);
    for await (const _ of await client.chat.completions.create({ ...body, stream }));
  },
  async responses({ key, model, text, stream }) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });
    if (!stream) return client.responses.create({ model, input: text });
    for await (const event of await client.responses.create({ model, input: text, stream })) {
      // This SDK hands the error over as an event, and throws nothing.
      if (event.type === 'error') throw Object.assign(new Error(event.message), { code: event.code });
    }
  },
  async anthropic({ key, model, text, stream }) {
    const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 });
    const body = { model, max_tokens: 100, messages: [{ role: 'user', content: text }] };
    if (!stream) return client.messages.create(body);
    for await (const _ of await client.messages.create({ ...body, stream }));
  },
  async vercel({ key, model, text, stream }) {
    const chat = createOpenAI({ baseURL: `${url}/v1`, apiKey: key }).chat(model);
    if (!stream) return generateText({ model: chat, prompt: text, maxRetries: 0 });
    let failure;
    const streamed = streamText({ model: chat, prompt: text, maxRetries: 0, onError: ({ error }) => { failure = error; } });
    for await (const _ of streamed.textStream);
    if (failure) throw failure;
  },
  async langchain({ key, model, text, stream }) {
    const chat = new ChatOpenAI({ model, apiKey: key, maxRetries: 0, configuration: { baseURL: `${url}/v1` } });
    if (!stream) return chat.invoke(text);
    for await (const _ of await chat.stream(text));
  },
};

for (const [sdk, ask] of Object.entries(sdks)) {
  for (const [name, scenario] of Object.entries(scenarios)) {
    let caught = 'nothing';
    try {
      await ask(scenario);
    } catch (e) {
      const code = e.code ?? e.error?.error?.code ?? e.error?.code ?? e.data?.error?.code;
      caught = `${e.status ?? e.statusCode ?? '-'} ${e.constructor.name} ${code ?? '-'}`;
    }
    console.log(`${sdk} ${name}: ${caught}`);
  }
}
