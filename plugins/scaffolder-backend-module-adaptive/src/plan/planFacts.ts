import {
  AdaptiveClient,
  type ClusterFacts,
  type Finding,
  type PlanRepository,
  type PlanRequest,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';

/** An answer that takes longer counts as none. */
const TIMEOUT_MS = 20_000;

const MAX_REASON = 300;

/** What the Adaptive backend knows about the place of a change. */
export interface PlanFactsAnswer {
  /** Live facts; absent when the backend gave none. */
  cluster?: ClusterFacts;
  /** What the target branch has; absent when the backend gave no answer, or could not read it. */
  repository?: PlanRepository;
  /** Of the strict schemas, or the warning that nobody was there to check against them. */
  findings: Finding[];
}

/** Who asks. */
export interface PlanFactsAsker {
  /** Credentials of whoever started the task: they get told what they may know. */
  credentials: BackstageCredentials;
  signal?: AbortSignal;
}

/** Facts of a plan that are not in git and not in the input. */
export interface PlanFacts {
  /**
   * Asks for the facts. A backend that does not answer, or refuses, is part of the answer: a warning.
   *
   * @throws the reason of the signal, when the task was aborted
   */
  ask(request: PlanRequest, asker: PlanFactsAsker): Promise<PlanFactsAnswer>;
}

/** The warning that a check had less to go by than it should; recorded with the other findings. */
function factsUnknown(error: unknown): Finding {
  const reason = error instanceof Error ? error.message : 'no reason is known';
  return {
    rule: 'facts-unknown',
    severity: 'warning',
    path: '',
    sentence: `The Adaptive backend gave no facts (${reason
      .replace(/\s+/g, ' ')
      .slice(
        0,
        MAX_REASON,
      )}), so that neither the cluster nor the strict schemas of the manifests were asked`,
    remedy:
      'Check by hand that the cluster has what the engine needs, or run the task again later',
  };
}

/** Asks `POST /api/adaptive/plan`. */
export class BackendPlanFacts implements PlanFacts {
  readonly #auth: AuthService;
  readonly #client: AdaptiveClient;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#client = new AdaptiveClient({
      discoveryApi: options.discovery,
      fetchApi: { fetch },
    });
  }

  async ask(
    request: PlanRequest,
    { credentials, signal }: PlanFactsAsker,
  ): Promise<PlanFactsAnswer> {
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: credentials,
        targetPluginId: 'adaptive',
      });
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const { cluster, repository, findings } = await this.#client.plan(
        request,
        {
          token,
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        },
      );
      return {
        cluster,
        repository: repository.commit === undefined ? undefined : repository,
        findings,
      };
    } catch (error) {
      signal?.throwIfAborted();
      return { findings: [factsUnknown(error)] };
    }
  }
}
