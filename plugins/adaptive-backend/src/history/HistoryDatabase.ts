import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Connects to the database of the plugin when it is first needed, and again after that failed. */
export class HistoryDatabase {
  readonly #service: DatabaseService;
  #client: Promise<Knex> | undefined;

  constructor(service: DatabaseService) {
    this.#service = service;
  }

  /**
   * The client, with all tables there.
   *
   * @throws what the database says when it cannot be reached or migrated; the next call tries again
   */
  async client(): Promise<Knex> {
    this.#client ??= this.#connect();
    try {
      return await this.#client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Knex> {
    const client = await this.#service.getClient();
    if (!this.#service.migrations?.skip) {
      await client.migrate.latest({
        directory: resolvePackagePath(
          '@adaptive-portal/plugin-adaptive-backend',
          'migrations',
        ),
      });
    }
    return client;
  }
}
