// Calls, through the official SDKs, the endpoints that the guides' programs do not: the Responses API plain, streamed
// and with a tool, embeddings in both encodings, counts of tokens, and the lists of models. Prints what came.
// REMPART_URL, REMPART_API_KEY and REMPART_MODEL as for the guides; REMPART_EMBEDDER is the model for vectors,
// REMPART_ENCODINGS the encodings to ask for, separated by spaces: `-` asks for none.
// Usage: npm ci && node endpoints.mjs

import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';

const url = process.env.REMPART_URL;
const apiKey = process.env.REMPART_API_KEY;
const model = process.env.REMPART_MODEL;
const MAIL = 'anna.keller@example.org';
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
const vercel = createOpenAI({ baseURL: `${url}/v1`, apiKey });

const answer = await openai.responses.create({ model, input: `Repeat my address: ${MAIL}` });
console.log(`response: ${answer.status} ${answer.output_text}`);

let streamed = '';
let last = '';
for await (const event of await openai.responses.create({ model, input: `Write to ${MAIL}.`, stream: true })) {
  if (event.type === 'response.output_text.delta') streamed += event.delta;
  last = event.type;
}
console.log(`response streamed: ${last} ${streamed}`);

// The SDK's own helper puts the whole response together from the events, and complains where they do not fit.
const final = await openai.responses.stream({ model, input: `Write to ${MAIL}.` }).finalResponse();
console.log(`response put together: ${final.status} ${final.output_text}`);

const tools = [{
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
}];
const input = [{ role: 'user', content: 'What is the weather in Paris?' }];
const asked = await openai.responses.create({ model, input, tools });
const call = asked.output.find((item) => item.type === 'function_call');
console.log(`response tool: ${JSON.parse(call.arguments).city}`);
input.push(...asked.output, { type: 'function_call_output', call_id: call.call_id, output: '18 degrees' });
const told = await openai.responses.create({ model, input, tools });
console.log(`response final: ${told.output_text}`);

// The AI SDK's default interface.
const generated = await generateText({ model: vercel(model), prompt: `Repeat my address: ${MAIL}`, maxRetries: 0 });
console.log(`vercel: ${generated.text}`);
let failure;
const pieces = streamText({ model: vercel(model), prompt: `Write to ${MAIL}.`, maxRetries: 0, onError: ({ error }) => { failure = error; } });
let pieced = '';
for await (const text of pieces.textStream) pieced += text;
if (failure) throw failure;
console.log(`vercel streamed: ${pieced}`);

for (const encoding of process.env.REMPART_ENCODINGS.split(' ')) {
  const vectors = await openai.embeddings.create({
    model: process.env.REMPART_EMBEDDER,
    input: ['Bonjour', `Je suis ${MAIL}`],
    ...(encoding === '-' ? {} : { encoding_format: encoding }),
  });
  console.log(`embeddings ${encoding}: ${vectors.data.map((each) => each.embedding.join(',')).join(' ')}`);
}

const counted = await anthropic.messages.countTokens({ model, messages: [{ role: 'user', content: `Je suis ${MAIL}` }] });
console.log(`tokens: ${counted.input_tokens > 0}`);

const ofOpenAi = [];
for await (const each of openai.models.list()) ofOpenAi.push(each.id);
const ofAnthropic = [];
for await (const each of anthropic.models.list()) ofAnthropic.push(each.id);
console.log(`models: ${ofOpenAi.includes('elea-default')} ${ofAnthropic.includes('elea-default')}`);
