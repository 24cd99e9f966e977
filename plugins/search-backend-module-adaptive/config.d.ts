import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      /** Engines and compute pools in the search. */
      adaptive?: {
        /** When they are read. Default: every ten minutes, at most five minutes long, first after half a minute. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
        /**
         * Page that a result leads to, with `:cluster`, `:namespace`, `:release`. Default
         * `/adaptive/:cluster/:namespace/:release`.
         */
        locationTemplate?: string;
      };
    };
  };
}
