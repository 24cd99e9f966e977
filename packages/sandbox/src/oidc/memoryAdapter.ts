import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Where the identity provider keeps sessions, codes and tokens: in memory, until the sandbox stops. */
export class MemoryAdapters {
  private readonly kept = new Map<string, Kept>();

  /** The adapter of one model, for example `Session`. */
  forModel(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.dropExpired();
        this.kept.set(key(id), {
          payload: { ...payload },
          expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Infinity,
        });
      },
      find: async id => this.alive(this.kept.get(key(id))),
      findByUid: async uid =>
        this.search(model, payload => payload.uid === uid),
      findByUserCode: async userCode =>
        this.search(model, payload => payload.userCode === userCode),
      consume: async id => {
        const found = this.kept.get(key(id));
        if (found) {
          found.payload.consumed = Math.floor(Date.now() / 1000);
        }
      },
      destroy: async id => {
        this.kept.delete(key(id));
      },
      revokeByGrantId: async grantId => {
        for (const [id, { payload }] of this.kept) {
          if (payload.grantId === grantId) {
            this.kept.delete(id);
          }
        }
      },
    };
  }

  private alive(entry: Kept | undefined): AdapterPayload | undefined {
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  private search(
    model: string,
    matches: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined {
    for (const [id, entry] of this.kept) {
      if (id.startsWith(`${model}:`) && matches(entry.payload)) {
        return this.alive(entry);
      }
    }
    return undefined;
  }

  private dropExpired(): void {
    const now = Date.now();
    for (const [id, { expiresAt }] of this.kept) {
      if (expiresAt <= now) {
        this.kept.delete(id);
      }
    }
  }
}
