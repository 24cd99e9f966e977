import type { ReactElement } from 'react';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { EngineLink } from '@adaptive-portal/plugin-adaptive-common';
import { readEngineRef } from '../../entity';
import { useEngine } from '../../live/useLive';
import { engineLinks } from '../common/engineLinks';

/**
 * Props of a link on the About card. The target comes from the live engine; without one the link is disabled and
 * says why.
 *
 * @internal
 */
export function useEngineIconLink(
  id: EngineLink['id'],
  label: string,
  icon: ReactElement,
) {
  const { entity } = useEntity();
  const result = readEngineRef(entity);
  const live = useEngine(result.status === 'found' ? result.ref : undefined);
  const link =
    'value' in live
      ? engineLinks(live.value).find(l => l.id === id)
      : undefined;
  const href = link?.url;
  return {
    label,
    icon,
    href,
    disabled: href === undefined,
    title: href ? `${label} of this engine` : `${label}: no link is known`,
  };
}
