// Asks for the vector of one text through every SDK, and prints what each of them makes of the answer.
// Needs a running Rempart: REMPART_URL, REMPART_API_KEY, and in REMPART_MODEL a model that makes vectors.

import { createOpenAI } from '@ai-sdk/openai';
import { OpenAIEmbeddings } from '@langchain/openai';
import { embed } from 'ai';
import OpenAI from 'openai';

const { REMPART_URL, REMPART_API_KEY: apiKey, REMPART_MODEL: model } = process.env;
const baseURL = `${REMPART_URL}/v1`;
const text = 'Write to anna.keller@example.org.';

const openai = await new OpenAI({ baseURL, apiKey }).embeddings.create({ model, input: text });
console.log(`openai: ${openai.data[0].embedding.join(' ')}`);

const langchain = new OpenAIEmbeddings({ model, apiKey, configuration: { baseURL } });
console.log(`langchain: ${(await langchain.embedQuery(text)).join(' ')}`);

const vercel = await embed({ model: createOpenAI({ baseURL, apiKey }).embedding(model), value: text });
console.log(`vercel: ${vercel.embedding.join(' ')}`);
