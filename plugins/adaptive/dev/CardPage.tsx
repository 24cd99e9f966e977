import { Content } from '@backstage/core-components';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import Grid from '@material-ui/core/Grid';
import {
  ADAPTIVE_ENGINE_ANNOTATION,
  ADAPTIVE_ENGINE_TYPE,
} from '@adaptive-portal/plugin-adaptive-common';
import { EntityEngineCard } from '../src/components/overview/EntityEngineCard';

const REFS = [
  'eu-1/team-chat/chat-eu',
  'us-1/team-chat/chat-us',
  'eu-1/x/none',
];

/** The overview card in a few states. */
export function CardPage() {
  return (
    <Content>
      <Grid container>
        {REFS.map(ref => (
          <Grid item xs={12} md={4} key={ref}>
            <EntityProvider
              entity={{
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Component',
                metadata: {
                  name: 'engine',
                  annotations: { [ADAPTIVE_ENGINE_ANNOTATION]: ref },
                },
                spec: { type: ADAPTIVE_ENGINE_TYPE },
              }}
            >
              <EntityEngineCard />
            </EntityProvider>
          </Grid>
        ))}
      </Grid>
    </Content>
  );
}
