export interface Config {
  catalog?: {
    providers?: {
      /** Engines and compute pools found on the clusters, as catalog entities. */
      adaptive?: {
        /** Seconds between two looks at all engines, 10 to 3600; changes come by event stream meanwhile. Default 60. */
        pollSeconds?: number;
        /** Owner of entities whose engine has none by `adaptive.ownership`, as entity reference. Default `unknown`. */
        defaultOwner?: string;
      };
    };
  };
}
