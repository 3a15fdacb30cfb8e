// A tool and two turns with a model that reasons, through the Responses API of the official SDKs, which send the
// output of one response as the input of the next: Rempart lets no provider keep it. Prints what came.
// REMPART_URL, REMPART_API_KEY and REMPART_MODEL as for the guides.
// Usage: npm ci && node reasoning.mjs

import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { z } from 'zod';

const url = process.env.REMPART_URL;
const apiKey = process.env.REMPART_API_KEY;
const model = process.env.REMPART_MODEL;
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const vercel = createOpenAI({ baseURL: `${url}/v1`, apiKey });

const tools = [{
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
}];
const reasoning = { effort: 'low' };

for (const stream of [false, true]) {
  const ask = (input) => stream
    ? openai.responses.stream({ model, input, tools, reasoning }).finalResponse()
    : openai.responses.create({ model, input, tools, reasoning });
  const input = [{ role: 'user', content: 'What is the weather in Paris?' }];
  const asked = await ask(input);
  const call = asked.output.find((item) => item.type === 'function_call');
  input.push(...asked.output, { type: 'function_call_output', call_id: call.call_id, output: '18 degrees' });
  const told = await ask(input);
  console.log(`openai, streamed ${stream}: ${told.output_text}`);
  input.push(...told.output, { role: 'user', content: 'Say it again.' });
  console.log(`openai again, streamed ${stream}: ${(await ask(input)).output_text}`);
}

const options = {
  model: vercel(model),
  maxRetries: 0,
  prompt: 'What is the weather in Paris?',
  tools: {
    get_weather: tool({
      description: 'The weather in a city',
      inputSchema: z.object({ city: z.string() }),
      execute: async () => '18 degrees',
    }),
  },
  stopWhen: stepCountIs(3),
};
for (const stored of [true, false]) {
  // The SDK's own setting is true: it then refers to what was thought by its id.
  const providerOptions = { openai: { reasoningEffort: 'low', store: stored, forceReasoning: true } };
  const generated = await generateText({ ...options, providerOptions });
  console.log(`vercel, stored ${stored}: ${generated.text}`);
  const pieces = streamText({ ...options, providerOptions, onError: ({ error }) => { throw error; } });
  let pieced = '';
  for await (const text of pieces.textStream) pieced += text;
  console.log(`vercel streamed, stored ${stored}: ${pieced}`);
}
