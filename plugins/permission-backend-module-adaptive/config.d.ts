export interface Config {
  permission?: {
    /** The sample policy of the Adaptive portal. */
    adaptive?: {
      /**
       * Groups whose members may do everything, as full entity references such as `group:default/platform`. Everybody
       * else sees the engines that they own, reads and cancels their own scaffolder tasks, and may not see background
       * sources, use the Kubernetes plugin, make dry runs of templates or manage templates. Default: none.
       */
      platformGroups?: string[];
    };
  };
}
