import { isDeepStrictEqual } from 'node:util';
import { Raw, record, records, text } from '../src/objects/project/raw';
import type { ContractCluster } from './cluster';

/** What an API server answered. */
export interface Answer {
  status: number;
  body: Raw;
}

/** Fails with a sentence. */
export function assert(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}

/** Fails unless both are equal. */
export function assertEqual(
  actual: unknown,
  expected: unknown,
  what: string,
): void {
  assert(
    isDeepStrictEqual(actual, expected),
    `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(
      actual,
    )}`,
  );
}

/** Repeats what may need a moment, because a cluster does not stand still; its last failure is the outcome. */
export async function eventually(
  work: () => Promise<void> | void,
  seconds = 30,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 250);
    });
  }
}

/** Reads one answer with the product's transport. */
export async function ask(
  cluster: ContractCluster,
  path: string,
  options: { accept?: string; token?: string } = {},
): Promise<Answer> {
  const { token } = options;
  const transport = cluster.connect(
    token === undefined
      ? undefined
      : { token: async () => token, refresh: async () => false },
  );
  try {
    const { status, body } = await transport.get(
      path,
      AbortSignal.timeout(30_000),
      options.accept,
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const answer = Buffer.concat(chunks).toString('utf8');
    return { status, body: parse(answer) };
  } finally {
    await transport.close();
  }
}

function parse(answer: string): Raw {
  try {
    return record(JSON.parse(answer));
  } catch {
    return {};
  }
}

/** Names of the objects of a list, in its order. */
export function namesOf(list: Raw): string[] {
  return records(list.items).map(item => {
    const { namespace, name } = record(item.metadata);
    return `${text(namespace) ?? ''}/${text(name) ?? ''}`;
  });
}
