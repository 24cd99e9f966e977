export interface Config {
  adaptive?: {
    /**
     * Helm, which the action `adaptive:engine:helm-render` asks where it is on the PATH of the backend. It signs in to
     * registries as `helm registry login` left it.
     */
    helm?: {
      /**
       * Folder with charts, each as `<version>/Chart.yaml` with its subcharts or as `adaptive-<version>.tgz`, in place of the
       * registry at `adaptive.argocd.chartRegistry`.
       */
      chartFolder?: string;
      /** Seconds that Helm may take, up to 600. Default 60. */
      timeoutSeconds?: number;
    };
  };
}
