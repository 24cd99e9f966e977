import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import type { EngineInput, RenderedFile } from '../model';
import { renderEngine } from '../render';
import { planEngine } from './planEngine';

const SEALED: RenderedFile = {
  path: 'manifests/eu-1/team-chat/chat/sealedsecret-a.yaml',
  content:
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team-chat\n',
};

function found(input: EngineInput, before: RenderedFile[] = []) {
  const files = renderEngine(input, exampleTarget);
  const folder = exampleTarget.repository.layout.manifests
    .replace('{cluster}', input.cluster)
    .replace('{namespace}', input.namespace)
    .replace('{release}', input.name);
  const sealed = { ...SEALED, path: `${folder}/sealedsecret-a.yaml` };
  return planEngine({
    operation: 'apply',
    before: before.length > 0 ? [...before, sealed] : [],
    after: [...files, sealed],
    input,
    target: exampleTarget,
  }).findings.filter(({ rule }) => rule === 'manifest-not-applied');
}

const OFF: EngineInput = { ...exampleEngine, autoscaling: { mode: 'off' } };

describe('new manifests', () => {
  it('are an error where no source of the Application has their folder', () => {
    const [finding, ...others] = found(OFF);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding.sentence).toMatch(
      /sealedsecret-a\.yaml would be in git, and nothing would install it: no source of \S+ is its folder/,
    );
  });

  it('are applied in the folder of the engine', () => {
    expect(found(exampleEngine)).toEqual([]);
    const secrets = {
      ...OFF.secrets,
      mode: 'sealedSecrets' as const,
    };
    expect(found({ ...OFF, secrets })).toEqual([]);
  });

  it('are no matter when people put them there before', () => {
    expect(found(OFF, renderEngine(OFF, exampleTarget))).toEqual([]);
  });
});
