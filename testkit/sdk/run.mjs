// Runs the whole programs of the SDK guides, and checks what they print.
// Needs a running Rempart: REMPART_URL, REMPART_API_KEY and REMPART_MODEL go to the programs as they are.
// Usage: npm ci && node run.mjs [NAME...]

import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const GUIDES = join(HERE, '..', '..', 'docs', 'guides');
const WORK = join(HERE, 'work');
const NAMES = ['sdk-openai-node', 'sdk-anthropic-node', 'sdk-vercel-ai', 'sdk-langchain'];
const TIMEOUT_MS = 60_000;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

async function programOf(name) {
  const page = (await readFile(join(GUIDES, `${name}.md`), 'utf8')).replaceAll('\r\n', '\n');
  const programs = [...page.matchAll(/^```js\n(\/\/ whole program\n[^]*?)^```$/gm)];
  if (programs.length !== 1) {
    throw new Error(`${name}.md holds ${programs.length} whole programs, expected one`);
  }
  return programs[0][1];
}

function run(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], { cwd: WORK, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '', end: '' };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, TIMEOUT_MS);
    child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
    child.on('error', (e) => (output.end = e.message));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (late) output.end = `not done after ${TIMEOUT_MS / 1000} seconds`;
      else if (code !== 0) output.end ||= `ended with ${code ?? signal}`;
      resolve(output);
    });
  });
}

// What stands behind each label, in order. A text may go over several lines: a line without a label continues it.
function entriesOf(stdout) {
  const entries = [];
  for (const line of stdout.replace(/\r?\n$/, '').split('\n')) {
    const labelled = /^(answer|chunk|streamed|tool|final|error): ([^]*)$/.exec(line);
    if (labelled) entries.push({ label: labelled[1], text: labelled[2] });
    else if (entries.length > 0) entries.at(-1).text += `\n${line}`;
  }
  return entries;
}

function complaintsAbout(program, output) {
  const entries = entriesOf(output.stdout);
  const all = (label) => entries.filter((entry) => entry.label === label).map((entry) => entry.text);
  const one = (label) => all(label).at(0) ?? '';
  const email = EMAIL.exec(program)?.[0];
  if (process.env.REMPART_MODEL === 'local/knowledge') {
    // Help pages repeat nothing and call nothing: the program goes on all the same, to its end.
    const local = [
      [output.end === '', output.end],
      [one('answer') !== '', '"answer:" is missing or empty'],
      [all('tool').length === 0, 'a tool was called'],
      [one('error').startsWith('404 '), '"error: 404 " is missing'],
    ];
    return local.filter(([holds]) => !holds).map(([, complaint]) => complaint);
  }
  const checks = [
    [output.end === '', output.end],
    [email !== undefined, 'the program asks about no e-mail address'],
    [email && one('answer').includes(email), `"answer:" does not contain ${email}`],
    [one('streamed').trim() !== '', '"streamed:" is missing or empty'],
    [all('chunk').length >= 2, `expected two "chunk:" lines or more, got ${all('chunk').length}`],
    [all('chunk').join('') === one('streamed'), '"streamed:" is not the sum of the chunks'],
    [email && one('streamed').includes(email), `"streamed:" does not contain ${email}`],
    [one('tool') === 'Paris', '"tool: Paris" is missing'],
    [one('final').includes('18 degrees'), '"final:" does not contain 18 degrees'],
    [one('error').startsWith('404 '), '"error: 404 " is missing'],
  ];
  return checks.filter(([holds]) => !holds).map(([, complaint]) => complaint);
}

const names = process.argv.length > 2 ? process.argv.slice(2) : NAMES;
let failed = false;
await mkdir(WORK, { recursive: true });
for (const name of names) {
  let complaints;
  let output = { stdout: '', stderr: '' };
  try {
    const program = await programOf(name);
    const file = join(WORK, `${name}.mjs`);
    await writeFile(file, program);
    output = await run(file);
    complaints = complaintsAbout(program, output);
  } catch (e) {
    complaints = [e.message];
  }
  if (complaints.length === 0) {
    console.log(`ok ${name}`);
    continue;
  }
  failed = true;
  console.log(`FAILED ${name}`);
  for (const complaint of complaints) console.log(`  - ${complaint}`);
  for (const stream of ['stdout', 'stderr']) {
    if (output[stream]) console.log(`--- ${stream}\n${output[stream].trimEnd()}`);
  }
}
process.exitCode = failed ? 1 : 0;
