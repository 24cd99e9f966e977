import { Content, InfoCard } from '@backstage/core-components';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { allFields } from '../src/fields/options';

const extensions = allFields.map(({ schema, ...field }) => ({
  ...field,
  schema: schema.schema,
}));

const manifest = {
  title: 'Engine',
  steps: [
    {
      title: 'Pools',
      schema: {
        type: 'object',
        title: 'Pools',
        required: ['cluster', 'pools'],
        properties: {
          repository: {
            title: 'Repository',
            type: 'string',
            'ui:field': 'AdaptiveRepositoryPicker',
          },
          cluster: {
            title: 'Cluster',
            type: 'string',
            description: 'Where the engine runs',
            'ui:field': 'AdaptiveClusterPicker',
          },
          pools: {
            title: 'Compute pools',
            type: 'array',
            description: 'Groups of identical GPU workers',
            items: { type: 'object' },
            'ui:field': 'AdaptivePoolsField',
          },
        },
      },
    },
  ],
};

/** The fields in the scaffolder's own form. */
export function FormPage() {
  return (
    <Content>
      <InfoCard>
        <Stepper
          extensions={extensions}
          manifest={manifest}
          initialState={{
            cluster: 'us-1',
            pools: [
              {
                name: 'llama-70b',
                minReplicas: 2,
                maxReplicas: 6,
                gpusPerReplica: 8,
              },
              {
                name: 'judge',
                minReplicas: 1,
                maxReplicas: 2,
                gpusPerReplica: 1,
              },
            ],
          }}
          onCreate={async () => {}}
        />
      </InfoCard>
    </Content>
  );
}
