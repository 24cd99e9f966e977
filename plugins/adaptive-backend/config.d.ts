export interface Config {
  adaptive?: {
    /** How clusters are watched, by name; a cluster without an entry as the Kubernetes plugin logs in to it. */
    clusters?: {
      [cluster: string]: {
        /**
         * Login of the background watches, for a cluster whose `authProvider` needs a user's token, or instead of it.
         * Exactly one of the three.
         */
        credentials?: {
          /**
           * Bearer token.
           * @visibility secret
           */
          serviceAccountToken?: string;
          /** File with a bearer token, read again every minute. */
          tokenFile?: string;
          /** Token, client certificate or credential plugin (`exec`) of a context; its address is not used. */
          kubeconfig?: {
            file: string;
            /** Default: the current context. */
            context?: string;
          };
        };
        /**
         * Name that the certificate of the API server is checked for, where it is not for the host of its URL: better than
         * `skipTLSVerify`.
         */
        tlsServerName?: string;
        /**
         * HTTP proxy on the way to the API server, for example `http://proxy:3128`, with user name and password where it
         * wants them. Variables such as `HTTPS_PROXY` are not looked at.
         * @visibility secret
         */
        proxyUrl?: string;
        /** Watch these namespaces only, each on its own: for a login that may not read the whole cluster. */
        namespaces?: string[];
        /** How much its API server is asked at most; what is not said as `adaptive.watch.limits`. */
        limits?: {
          requestsPerSecond?: number;
          burst?: number;
          concurrentLists?: number;
        };
        /** Watch less of a resource. */
        labelSelectors?: Array<{
          /** As on the page of sources, for example `pods` or `apps/deployments`. */
          resource: string;
          /** For example `app.kubernetes.io/part-of=ml`. */
          selector: string;
        }>;
      };
    };

    /** How all clusters are watched. */
    watch?: {
      /**
       * How much each API server is asked at most, by one backend: all lists, their pages, watches and probes of a
       * cluster together. What is over it waits in line. Whole numbers.
       */
      limits?: {
        /** In the long run, 1 to 1000. Default 50. */
        requestsPerSecond?: number;
        /** At once after a quiet while, 1 to 10000. Default 100: a cold start does not wait. */
        burst?: number;
        /** Lists that are read at a time, 1 to 100. Default 4. */
        concurrentLists?: number;
      };
    };

    /**
     * Endpoints that hold the objects of many clusters, for fleets beyond what one watch per cluster and kind can carry.
     * Their clusters are found through them; a cluster that `kubernetes.clusterLocatorMethods` names as well is watched
     * directly.
     */
    clusterCaches?: Array<{
      /** Unique; named in messages about its clusters. */
      id: string;
      type: 'karmada' | 'clusterpedia';
      /** API server of Karmada, or of the cluster that runs Clusterpedia. */
      url: string;
      /** CA certificate, PEM in base64. */
      caData?: string;
      skipTLSVerify?: boolean;
      /** As for `adaptive.clusters.<name>.credentials`: exactly one of the three. */
      credentials: {
        /**
         * Bearer token.
         * @visibility secret
         */
        serviceAccountToken?: string;
        tokenFile?: string;
        kubeconfig?: { file: string; context?: string };
      };
      /** How much it is asked at most; what is not said as `adaptive.watch.limits`. */
      limits?: {
        requestsPerSecond?: number;
        burst?: number;
        concurrentLists?: number;
      };
      /** Seconds between two lists of Clusterpedia, which has no watches, 5 to 3600. Default 30. */
      pollSeconds?: number;
    }>;

    /** Where Argo CD lives. */
    argocd?: {
      /**
       * Cluster that holds the Application objects, by its name in `kubernetes.clusterLocatorMethods`. Default: each
       * cluster holds its own.
       */
      cluster?: string;
    };

    /** Where measurements come from; without sources the pages show none, and say so. */
    metrics?: {
      /** Window of `rate()` in queries, a Prometheus duration. Default `5m`. */
      rateWindow?: string;
      /** Seconds between two rounds of queries, 1 to 3600. Default 15. */
      intervalSeconds?: number;
      sources?: Array<{
        /** Unique; shown in answers as the origin of a value. */
        id: string;
        /** Shown on pages. Default: the id. */
        title?: string;
        /** Base URL of the Prometheus HTTP API as the backend reaches it, without credentials. */
        url: string;
        /** Base URL for people's browsers. Default: `url`. */
        publicUrl?: string;
        /** Clusters whose engines it measures. Default: all. */
        clusters?: string[];
        /** Label that tells which cluster a series is from; needed when it serves several. */
        clusterLabel?: string;
        /**
         * Headers of every query, such as `Authorization` or `X-Scope-OrgID`.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /**
         * File with a bearer token, read for every request, as tokens are replaced; instead of an `Authorization`
         * header.
         */
        tokenFile?: string;
        /** PEM files, read for every request: the authority of its certificate, and one of ours where it asks for it. */
        tls?: { caFile?: string; certFile?: string; keyFile?: string };
        /** Parameters of every query, such as `dedup` and `partial_response` of Thanos. */
        params?: { [name: string]: string | boolean | number };
      }>;
      /** Where silences are kept; alerts themselves are read from the sources' rules as well. */
      alertmanagers?: Array<{
        /** Unique; shown in answers as the origin of an alert. */
        id: string;
        /** Shown on pages. Default: the id. */
        title?: string;
        /** Base URL of Alertmanager as the backend reaches it, without `/api/v2` and credentials. */
        url: string;
        /** Clusters whose engines its alerts are about. Default: all. */
        clusters?: string[];
        /** Label that tells which cluster an alert is about; needed when it serves several. */
        clusterLabel?: string;
        /**
         * Headers of every request, such as `Authorization`.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /**
         * File with a bearer token, read for every request, as tokens are replaced; instead of an `Authorization`
         * header.
         */
        tokenFile?: string;
        /** PEM files, read for every request: the authority of its certificate, and one of ours where it asks for it. */
        tls?: { caFile?: string; certFile?: string; keyFile?: string };
      }>;
    };

    /**
     * Tools of the engines that the backend asks for signs of life. Only these URLs are asked, never one that an object
     * in a cluster names; and, with `inCluster`, the Services of the engines through the API servers.
     */
    probes?: {
      /** Seconds between two rounds, 1 to 3600. Default 60. */
      intervalSeconds?: number;
      /** Seconds to wait for one answer, 1 to 60. Default 5. */
      timeoutSeconds?: number;
      mlflow?: {
        /**
         * Base URL with `{cluster}`, `{namespace}`, `{release}`, as the backend reaches it. The end of the host is
         * fixed, for example `http://{release}-adaptive-mlflow-svc.{namespace}.svc:5000`. May be left out with
         * `inCluster`.
         */
        url?: string;
        /** URLs of single engines whose names do not give theirs; before `url` and `inCluster`. */
        engines?: Array<{
          cluster: string;
          namespace: string;
          release: string;
          url: string;
        }>;
        /**
         * Ask the MLflow that an engine itself runs through the service proxy of its cluster's API server, with the
         * credentials of the watch, to which the role has to grant `list` on `services`, `get` on `services/proxy`, and
         * for the latest runs `create` on `services/proxy`. `url` is for all others. Default false.
         */
        inCluster?: boolean;
        /**
         * Headers of every request, such as `Authorization`.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /**
         * File with a bearer token, read for every request, as tokens are replaced; instead of an `Authorization`
         * header.
         */
        tokenFile?: string;
        /** PEM files, read for every request: the authority of its certificate, and one of ours where it asks for it. */
        tls?: { caFile?: string; certFile?: string; keyFile?: string };
      };
      grafana?: {
        /** As for MLflow. */
        url?: string;
        /** As for MLflow. */
        engines?: Array<{
          cluster: string;
          namespace: string;
          release: string;
          url: string;
        }>;
        /** As for MLflow. */
        inCluster?: boolean;
        /**
         * Headers of every request, such as `Authorization`.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /**
         * File with a bearer token, read for every request, as tokens are replaced; instead of an `Authorization`
         * header.
         */
        tokenFile?: string;
        /** PEM files, read for every request: the authority of its certificate, and one of ours where it asks for it. */
        tls?: { caFile?: string; certFile?: string; keyFile?: string };
      };
    };

    /**
     * Who owns an engine, and so may see it where the permission policy asks for the owner. Only what the platform
     * controls counts: the namespace, then the path in git. An annotation on a catalog entity gives nobody anything.
     */
    ownership?: {
      /**
       * Label of the Namespace object; its value is the name of the owning group in the catalog's default namespace.
       * Whoever may label namespaces decides who sees the engines in them.
       */
      namespaceLabel?: string;
      /**
       * Owners by the path of an engine's values in git; the first match decides. Values out of the folders of two
       * owners match neither.
       */
      paths?: Array<{
        /** Glob relative to the repository's root: `*` within a folder name, `**` over folders. */
        path: string;
        /** Entity reference; kind `group` and namespace `default` may be left out. */
        owner: string;
      }>;
      /** Owner of every other engine, as entity reference. Default: nobody. */
      defaultOwner?: string;
    };

    /** What is remembered of engines, in the database of the plugin. */
    history?: {
      /**
       * Days after which entries of the timeline, and engines whose cluster has not shown them since, are deleted. A
       * whole number from 1 to 3650. Default 14.
       */
      retentionDays?: number;
    };

    /** Backstage notifications to the owner of an engine when a problem comes, and when it goes. */
    notifications?: {
      /** Whether they are sent; the notifications plugin has to be installed. Default false. */
      enabled?: boolean;
      /** Least severity of the problems that are worth it. Default `warning`. */
      minSeverity?: 'critical' | 'warning' | 'info';
      /** Codes of problems that nobody is told of, for example `chart-behind`. */
      ignoredCodes?: string[];
    };

    /** Base URLs of the tools that engine pages link to, as people's browsers reach them. */
    links?: {
      grafana?: { baseUrl: string };
      argocd?: { baseUrl: string };
      /**
       * Template with `{cluster}`, `{namespace}`, `{release}`. Default: the root URL that the control plane is
       * deployed with.
       */
      controlPlane?: { url: string };
      /** Template as for the control plane. Default: the URL of an external MLflow, if browsers can reach it. */
      mlflow?: { url: string };
    };
  };
}
