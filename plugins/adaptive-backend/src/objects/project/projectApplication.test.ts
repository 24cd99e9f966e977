import { metadata } from './__testUtils__/recorded';
import { testContext } from './__testUtils__/testContext';
import { projectApplication } from './projectApplication';

describe('projectApplication', () => {
  it('keeps sources, destination and state, but no values and no credentials', () => {
    const projected = projectApplication(
      {
        metadata,
        spec: {
          destination: { name: 'eu-1', namespace: 'ns' },
          sources: [
            {
              repoURL: 'ghcr.io/adaptive-ml',
              chart: 'adaptive',
              targetRevision: '0.23.0',
              helm: {
                releaseName: 'chat',
                valueFiles: ['$values/values.yaml'],
                values: 'password: hunter2',
              },
            },
            { repoURL: 'https://x:hunter2@git/platform.git', ref: 'values' },
          ],
        },
        status: {
          sync: { status: 'Synced', revisions: ['0.23.0', '4f2c1a9'] },
          health: { status: 'Healthy' },
          operationState: { phase: 'Succeeded', message: 'done' },
          conditions: [{ type: 'SyncError', message: 'm' }],
        },
      },
      testContext(),
    );
    expect(projected).toMatchObject({
      destination: { name: 'eu-1', namespace: 'ns' },
      sources: [
        {
          chart: 'adaptive',
          releaseName: 'chat',
          valueFiles: ['$values/values.yaml'],
        },
        { repoUrl: 'https://git/platform.git', ref: 'values' },
      ],
      status: {
        sync: 'Synced',
        revision: '4f2c1a9',
        revisions: ['0.23.0', '4f2c1a9'],
        health: 'Healthy',
        operationPhase: 'Succeeded',
      },
    });
    expect(JSON.stringify(projected)).not.toContain('hunter2');
  });

  it('reads a single source', () => {
    expect(
      projectApplication(
        {
          metadata,
          spec: { source: { repoURL: 'https://git/x', path: 'a' } },
          status: { sync: { revision: 'abc' } },
        },
        testContext(),
      ),
    ).toMatchObject({
      sources: [{ repoUrl: 'https://git/x', path: 'a' }],
      status: { revision: 'abc' },
    });
  });
});
