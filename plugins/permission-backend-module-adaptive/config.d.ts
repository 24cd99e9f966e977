export interface Config {
  permission?: {
    /** The sample policy of the Adaptive portal. */
    adaptive?: {
      /**
       * Groups whose members may do everything, as full entity references such as `group:default/platform`. Everybody
       * else sees the engines that they own. Default: none.
       */
      platformGroups?: string[];
    };
  };
}
