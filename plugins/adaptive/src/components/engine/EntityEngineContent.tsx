import { Content, EmptyState } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ADAPTIVE_ENGINE_ANNOTATION } from '@adaptive-portal/plugin-adaptive-common';
import { readEngineRef, readPoolName } from '../../entity';
import { EngineView } from './EngineView';

/**
 * The entity tab "Engine": the engine that the entity is, or that a compute pool's entity belongs to.
 *
 * @public
 */
export function EntityEngineContent() {
  const { entity } = useEntity();
  const result = readEngineRef(entity);
  if (result.status !== 'found') {
    return (
      <EmptyState
        missing="field"
        title="This entity names no engine"
        description={
          result.status === 'invalid'
            ? result.message
            : `Its annotation ${ADAPTIVE_ENGINE_ANNOTATION} must name one as <cluster>/<namespace>/<release>.`
        }
      />
    );
  }
  return (
    <Content noPadding>
      <EngineView engineRef={result.ref} focusPool={readPoolName(entity)} />
    </Content>
  );
}
