import { randomUUID } from 'node:crypto';
import { badRequest, expired } from './errors';
import type { KubernetesObject } from './object';

const KEPT = 64;

/** A list frozen at a revision, of which the client has read a part. */
export interface Snapshot {
  resource: string;
  revision: number;
  items: KubernetesObject[];
  offset: number;
}

/** What `continue` tokens stand for. The oldest are forgotten first. */
export class Snapshots {
  private readonly kept = new Map<string, Snapshot>();

  /** Keeps the rest of a list and returns its token. */
  keep(snapshot: Snapshot): string {
    const id = randomUUID();
    this.kept.set(id, snapshot);
    if (this.kept.size > KEPT) {
      const [oldest] = this.kept.keys();
      this.kept.delete(oldest);
    }
    return Buffer.from(
      JSON.stringify({ v: 'sandbox', rv: snapshot.revision, id }),
    ).toString('base64url');
  }

  /** The snapshot behind a token; 410 when it is forgotten, 400 when it is no token of this resource. */
  take(token: string, resource: string): Snapshot {
    const match = /"id":"([0-9a-f-]{36})"/.exec(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    if (!match) {
      throw badRequest('continue key is not valid: it was not made here');
    }
    const snapshot = this.kept.get(match[1]);
    if (!snapshot) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
      );
    }
    if (snapshot.resource !== resource) {
      throw badRequest(
        `continue key is not valid: it belongs to ${snapshot.resource}`,
      );
    }
    return snapshot;
  }

  clear(): void {
    this.kept.clear();
  }
}
