import { startTestBackend, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import permissionModuleAdaptive from '.';
import { AdaptivePolicy } from './AdaptivePolicy';
import { readPlatformGroups } from './readPolicyConfig';

describe('permissionModuleAdaptive', () => {
  function start(platformGroups: string[]) {
    const setPolicy = jest.fn();
    const backend = startTestBackend({
      extensionPoints: [[policyExtensionPoint, { setPolicy }]],
      features: [
        permissionModuleAdaptive,
        mockServices.rootConfig.factory({
          data: { permission: { adaptive: { platformGroups } } },
        }),
      ],
    });
    return { setPolicy, backend };
  }

  it('sets the policy', async () => {
    const { setPolicy, backend } = start(['group:default/platform']);
    await (await backend).stop();
    expect(setPolicy).toHaveBeenCalledWith(expect.any(AdaptivePolicy));
  });

  it('refuses to start with a group that cannot be one', async () => {
    await expect(start(['platform']).backend).rejects.toThrow(
      "Invalid config value at 'permission.adaptive.platformGroups[0]': 'platform', expected a full entity reference such as group:default/platform",
    );
  });
});

describe('readPlatformGroups', () => {
  it('needs nothing', () => {
    expect(readPlatformGroups(new ConfigReader({}))).toEqual(new Set());
  });

  it('compares without case', () => {
    const config = { adaptive: { platformGroups: ['Group:default/Platform'] } };
    expect(
      readPlatformGroups(new ConfigReader({ permission: config })),
    ).toEqual(new Set(['group:default/platform']));
  });

  it.each(['user:default/pat', 'group:platform', 'group:default/', ''])(
    'refuses %j',
    group => {
      const config = { adaptive: { platformGroups: ['group:a/b', group] } };
      expect(() =>
        readPlatformGroups(new ConfigReader({ permission: config })),
      ).toThrow('permission.adaptive.platformGroups');
    },
  );
});
