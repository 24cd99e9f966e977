export interface Config {
  adaptive?: {
    /**
     * Facts about clusters, keyed by the cluster's name in `kubernetes.clusterLocatorMethods`. A cluster without an entry
     * gets the defaults; connections are declared at the Kubernetes plugin only.
     */
    clusters?: {
      [cluster: string]: {
        argocd?: {
          /**
           * Name of the cluster in Argo CD, `spec.destination.name` of an Application. Default: the cluster's name here.
           * Not together with `destinationServer`.
           */
          destinationName?: string;
          /** URL of the cluster's API in Argo CD, `spec.destination.server`. */
          destinationServer?: string;
        };
        sealedSecrets?: {
          /**
           * Public certificate of the cluster's sealed-secrets controller in PEM, as `kubeseal --fetch-cert` prints it; used by
           * the action `adaptive:secrets:seal`. Best from a file: `{ $file: eu-1.pem }`.
           */
          certificate?: string;
        };
        keda?: {
          /** URL of Prometheus as KEDA inside the cluster reaches it. Needed for autoscaling in platform mode. */
          prometheusAddress?: string;
          /** Window of `rate()` in triggers, a Prometheus duration. Default `5m`. */
          rateWindow?: string;
          /**
           * How the series that scale pools come into that Prometheus. `annotations`: it follows the pods' annotation
           * `prometheus.io/scrape: adaptive`; `podMonitor`: an object for the Prometheus operator is rendered;
           * `scrapeConfig`: the engine's README has the job for `prometheus.yml`; `none`: the platform collects them in a
           * way of its own. Default `annotations`.
           */
          metrics?: 'annotations' | 'podMonitor' | 'scrapeConfig' | 'none';
          /** Labels by which the operator's Prometheus selects PodMonitors, for example `release: kube-prometheus-stack`. */
          podMonitorLabels?: { [label: string]: string };
          /**
           * Where ScaledObjects and PodMonitors go: into files of their own, or into the values for the chart to install,
           * from chart 0.45.0. Default `manifests`.
           */
          scalingObjects?: 'manifests' | 'extraObjects';
          /** Label that tells this cluster's series apart on a Prometheus shared by several clusters. */
          clusterLabel?: {
            name: string;
            value: string;
          };
        };
      };
    };

    /** How engines are installed by Argo CD. */
    argocd?: {
      /** Namespace of the Application objects. Default `argocd`. */
      namespace?: string;
      /** Argo CD project of the Applications. Default `default`. */
      project?: string;
      /** OCI registry path of the Adaptive chart, without a scheme. Default `ghcr.io/adaptive-ml`. */
      chartRegistry?: string;
    };

    gitops?: {
      /**
       * Committer of every commit of the portal, and its author where the person who asked has no display name and email
       * address in the catalog. Default: `Adaptive portal` at a reserved address that cannot receive mail.
       */
      author?: {
        name: string;
        email: string;
      };
      /** The repositories that forms and actions may write to, named by id; nobody can pass a URL. */
      repositories?: Array<{
        /** At most 63 lower-case letters, digits and `-`; unique. */
        id: string;
        /** Shown in forms. Default: the id. */
        title?: string;
        /** HTTP(S) clone URL without credentials. */
        url: string;
        /** Branch that Argo CD follows and reviews are merged into. Default `main`. */
        branch?: string;
        /**
         * What happens after a branch is pushed: nothing more (`git`, for any git server over HTTP), or a pull or merge
         * request at the host. The form of `url` each provider needs:
         *
         * - `github`: `https://<host>/<owner>/<name>.git`; host and API address as in `integrations.github`
         * - `gitlab`: `https://<host>/<group>/…/<project>.git`; a server below a path needs its entry in
         *   `integrations.gitlab`
         * - `gitea`, also Forgejo: `https://<host>/<owner>/<name>.git`
         * - `bitbucket-cloud`: `https://bitbucket.org/<workspace>/<name>.git`
         * - `bitbucket-server`, also Data Center: `https://<host>/scm/<project>/<name>.git`
         * - `azure-devops`: `https://dev.azure.com/<organization>/<project>/_git/<name>`, or the same below a server's
         *   collection
         *
         * Default `git`.
         */
        provider?:
          | 'git'
          | 'github'
          | 'gitlab'
          | 'gitea'
          | 'bitbucket-cloud'
          | 'bitbucket-server'
          | 'azure-devops';
        /**
         * Address of the host's REST API, for example `https://git.example.com/api/v4`. Default: what
         * `integrations` says of the host, else what follows from `url`. Has no meaning for provider `git`.
         */
        apiUrl?: string;
        /**
         * User name of the git credential. Default: the one each provider wants beside a token, `x-access-token` for
         * `github`, `oauth2` for `gitlab`, `x-token-auth` for both Bitbuckets (an access token of the repository, project
         * or workspace; with another name Bitbucket Cloud's API is called with name and password), else `git`.
         * @visibility secret
         */
        username?: string;
        /**
         * Token or password of the git credential; needs to read and to push branches, and to write pull or merge
         * requests where the provider has them. Without it the credentials of `integrations` are used (`github`, `gitlab`,
         * `gitea`, `bitbucketServer`, `azure`); provider `git` then signs in nowhere, and `bitbucket-cloud` needs one.
         * @visibility secret
         */
        token?: string;
        /** Clone URL as Argo CD sees it. Default: `url`. */
        argocdUrl?: string;
        /**
         * Links for people; `{branch}`, `{commit}` and `{path}` are replaced. Known by itself for every
         * provider but `git`; no links where absent.
         */
        webUrls?: {
          branch?: string;
          commit?: string;
          file?: string;
        };
        /**
         * What installs the engines of this repository: `argocd`, an Argo CD Application per engine; `applicationSet`,
         * the same for engines of several environments, one Application per environment; `flux`, HelmReleases. Default
         * `argocd`.
         */
        tool?: 'argocd' | 'applicationSet' | 'flux';
        /** With `tool: flux` only. */
        flux?: {
          /** Namespace of Flux's Kustomizations and of the GitRepository. Default `flux-system`. */
          namespace?: string;
          /** GitRepository of this repository in the cluster. Default `flux-system`. */
          sourceName?: string;
          /** How often Flux compares, a duration such as `10m`, which is the default. */
          interval?: string;
        };
        /**
         * Where files go, below the repository's root; `{cluster}`, `{namespace}` and `{release}` are replaced, and each
         * path needs `{release}`.
         */
        layout?: {
          /**
           * Where the rest goes that has no path here. `app-of-apps`: the Applications of all engines below
           * `applications`, which one Application of the platform follows; `single-folder`: everything of an engine in one
           * folder, with its Application as `application.yaml`, for one that follows the whole tree by that name. Default
           * `app-of-apps`.
           */
          preset?: 'app-of-apps' | 'single-folder';
          /** Folder of values and catalog file. Default `engines/{cluster}/{namespace}/{release}`. */
          engine?: string;
          /** Folder of plain manifests. Default `engines/{cluster}/{namespace}/{release}/manifests`. */
          manifests?: string;
          /** File of the Argo CD Application. Default `applications/{cluster}/{namespace}.{release}.yaml`. */
          application?: string;
        };
      }>;
    };
  };
}
