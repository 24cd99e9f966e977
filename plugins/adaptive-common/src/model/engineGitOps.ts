/**
 * State of the GitOps object that owns the engine.
 *
 * @public
 */
export interface EngineGitOps {
  tool: 'argocd' | 'flux';
  /** Kind of `object`. */
  kind?: 'Application' | 'HelmRelease';
  /** `<namespace>/<name>` of the Application or HelmRelease. */
  object: string;
  /** Cluster that holds the GitOps object. */
  cluster: string;
  sync?: string;
  health?: string;
  revision?: string;
  /** Files of the chart come from this repository. */
  repoUrl?: string;
  /** The last sync, install or upgrade failed; `message` says why. */
  failed?: boolean;
  /** Somebody suspended it: nothing that is merged arrives. */
  suspended?: boolean;
  /** Flux objects that it depends on, or that apply it: sources and Kustomizations. */
  parts?: Array<{
    kind: 'OCIRepository' | 'GitRepository' | 'Kustomization';
    /** `<namespace>/<name>`. */
    object: string;
    revision?: string;
    ready?: boolean;
    suspended: boolean;
    /** Why it is not ready. */
    message?: string;
  }>;
  message?: string;
}
