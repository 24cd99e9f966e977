import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { RESOURCES } from './resources';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
}

function readManifests(name: string): Manifest[] {
  const file = resolve(__dirname, '../../../../docs/operations', name);
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document =>
    document.toJS(),
  );
}

/** All that the rules grant: `list keda.sh/scaledobjects`. */
function grants(manifests: Manifest[]): string[] {
  return manifests
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap(group =>
        resources.flatMap(resource =>
          verbs.map(verb => `${verb} ${group}/${resource}`),
        ),
      ),
    )
    .sort();
}

/** What the watches ask for. */
function needs(isMeant: (definition: { namespaced: boolean }) => boolean) {
  return Object.values(RESOURCES)
    .filter(isMeant)
    .flatMap(({ api, olderApis = [], plural }) => {
      const groups = [api, ...olderApis].map(version =>
        version.includes('/') ? version.split('/')[0] : '',
      );
      return [...new Set(groups)].map(group => `${group}/${plural}`);
    })
    .flatMap(resource => [`list ${resource}`, `watch ${resource}`])
    .sort();
}

describe('the roles of the operations guide', () => {
  it('grant exactly what is watched, in the whole cluster', () => {
    expect(grants(readManifests('cluster-role.yaml'))).toEqual(
      needs(() => true),
    );
  });

  it('grant exactly what is watched, in some namespaces', () => {
    const manifests = readManifests('namespace-role.yaml');
    const ofKind = (kind: string) =>
      manifests.filter(manifest => manifest.kind === kind);
    expect(grants(ofKind('Role'))).toEqual(
      needs(({ namespaced }) => namespaced),
    );
    expect(grants(ofKind('ClusterRole'))).toEqual(
      needs(({ namespaced }) => !namespaced),
    );
  });

  it('grant namespaces by name only, where only some may be seen', () => {
    const rules = readManifests('namespace-role.yaml')
      .filter(({ kind }) => kind === 'ClusterRole')
      .flatMap(({ rules: all = [] }) => all)
      .filter(({ resources }) => resources.includes('namespaces'));
    expect(rules).toMatchObject([{ resourceNames: ['team-chat'] }]);
  });

  it.each(['cluster-role.yaml', 'namespace-role.yaml'])(
    '%s grants no Secrets, no wildcards and no writing',
    name => {
      for (const grant of grants(readManifests(name))) {
        expect(grant).toMatch(/^(list|watch) [a-z0-9.-]*\/[a-z]+$/);
        expect(grant).not.toMatch(/\/(secrets|configmaps)$/);
      }
    },
  );
});
