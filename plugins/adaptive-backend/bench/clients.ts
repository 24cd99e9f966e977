/*
 * Clients of event streams, all in this one process, so that neither their work nor their memory is measured. Started
 * by `fork`; told what to do by messages.
 */
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { answerCommands } from './children';

/** What the process is told. */
export type ClientCommand =
  | { do: 'open'; url: string; authorization: string; count: number }
  | { do: 'listen'; since: number }
  | { do: 'heard' };

/** What it answers to each. */
export interface ClientAnswers {
  open: { open: number };
  listen: { since: number };
  heard: { ages: number[] };
}

const DESIRED = /"desired":(\d+)/g;

let since = Infinity;
const ages: number[] = [];
/** Newest change that was heard of each engine: one event tells of all pools. */
const heard = new Map<string, number>();

/** The age of what an event tells: how many replicas are wanted says when that was. */
function note(data: string): void {
  const now = performance.timeOrigin + performance.now();
  const engine = data.match(/"ref":(\{[^}]*\})/)?.[1];
  if (!engine) return;
  const newest = Math.max(
    ...[...data.matchAll(DESIRED)].map(([, desired]) => Number(desired)),
  );
  if (newest <= (heard.get(engine) ?? 1_000)) return;
  heard.set(engine, newest);
  ages.push(now - since - newest / 1000);
}

/** Resolves when everything that is there has come. */
async function open(
  command: Extract<ClientCommand, { do: 'open' }>,
): Promise<void> {
  const { url, authorization } = command;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { authorization }, agent: false }, resolve).on(
      'error',
      reject,
    );
  });
  if (response.statusCode !== 200)
    throw new Error(`A stream answered ${response.statusCode}`);
  response.setEncoding('utf8');
  await new Promise<void>(resolve => {
    let rest = '';
    response.on('data', (chunk: string) => {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        if (event.startsWith('event: synced')) resolve();
        else if (event.startsWith('event: engine') && since !== Infinity)
          note(event);
      }
    });
  });
}

async function obey(
  command: ClientCommand,
): Promise<ClientAnswers[ClientCommand['do']]> {
  switch (command.do) {
    case 'open':
      // Not all in one moment: a fleet's worth of events goes to each.
      for (let i = 0; i < command.count; i += 20) {
        const count = Math.min(20, command.count - i);
        await Promise.all(Array.from({ length: count }, () => open(command)));
      }
      return { open: command.count };
    case 'listen':
      since = command.since;
      return { since };
    default:
      since = Infinity;
      return { ages };
  }
}

answerCommands(obey);
