export interface Config {
  catalog?: {
    providers?: {
      /** Engines and compute pools found on the clusters and in GitOps repositories, as catalog entities. */
      adaptive?: {
        /** Seconds between two looks at all engines, 10 to 3600; changes come by event stream meanwhile. Default 60. */
        pollSeconds?: number;
        /** Owner of entities whose engine has none by `adaptive.ownership`, as entity reference. Default `unknown`. */
        defaultOwner?: string;
        /**
         * The `catalog-info.yaml` files of engines in the repositories of `adaptive.gitops.repositories`. What a file
         * says of an engine or a pool comes before what is found on the cluster.
         */
        gitops?: {
          /** Whether the files are read. Default `true`. */
          enabled?: boolean;
          /** Seconds between two looks at the head of each target branch, 5 to 3600. Default 30. */
          pollSeconds?: number;
        };
      };
    };
  };
}
