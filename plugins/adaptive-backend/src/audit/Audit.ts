import {
  type EngineRef,
  type PlanRequest,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { AuditorService } from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler, Request } from 'express';

/** Errors that tell somebody: this is not for you. 404 is the answer for what may not be seen. */
const DENIALS = new Set(['NotAllowedError', 'NotFoundError']);

/**
 * Audit events of the HTTP API, as the Backstage auditor writes them: `stream` and `plan` when somebody gets one, `read`
 * when somebody is refused something. Reads that succeed are not audited: a page makes many, and none changes anything.
 * No method throws, and none keeps an answer waiting.
 */
export class Audit {
  readonly #auditor: AuditorService;

  constructor(auditor: AuditorService) {
    this.#auditor = auditor;
  }

  /** An event stream begins; without an engine that of the fleet. */
  streamOpened(request: Request, engine: EngineRef | undefined): void {
    const meta = engine
      ? { queryType: 'by-engine', engine: stringifyEngineRef(engine) }
      : { queryType: 'fleet' };
    this.#write({ eventId: 'stream', severityLevel: 'low', request, meta });
  }

  /** The facts of a plan were handed out. */
  planned(
    request: Request,
    { engine, operation, repositoryId }: PlanRequest,
  ): void {
    const meta = {
      queryType: operation,
      engine: stringifyEngineRef(engine),
      repository: repositoryId,
    };
    this.#write({ eventId: 'plan', severityLevel: 'low', request, meta });
  }

  /** Notes every refusal on its way to the caller; changes nothing about it. */
  readonly onError: ErrorRequestHandler = (error, request, _response, next) => {
    if (error instanceof Error && DENIALS.has(error.name)) {
      const { path } = request;
      const options = {
        eventId: 'read',
        severityLevel: 'medium',
        request,
        meta: { queryType: 'refused', path },
      } as const;
      this.#write(options, error);
    }
    next(error);
  };

  #write(
    options: Parameters<AuditorService['createEvent']>[0],
    error?: Error,
  ): void {
    this.#auditor
      .createEvent(options)
      .then(event => (error ? event.fail({ error }) : event.success()))
      .catch(() => {
        // The auditor says itself what it could not write; an answer must not fail for it.
      });
  }
}
