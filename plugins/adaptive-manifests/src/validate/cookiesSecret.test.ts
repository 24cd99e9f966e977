import { exampleEngine } from '../__testUtils__/exampleEngine';
import { validateEngine } from './validateEngine';

/** What kubeseal makes of a value of some length with an RSA key of 4096 bit: only lengths matter here. */
function sealed(length: number): string {
  const bytes = Buffer.alloc(2 + 512 + length + 16, 7);
  bytes.writeUInt16BE(512);
  return bytes.toString('base64');
}

function errors(cookiesSecret: string) {
  return validateEngine({
    ...exampleEngine,
    secrets: {
      ...exampleEngine.secrets,
      mode: 'sealedSecrets',
      encryptedData: { controlPlane: { cookiesSecret }, harmony: {} },
    },
  }).filter(({ rule }) => rule === 'cookies-secret-length');
}

describe('length of cookiesSecret', () => {
  it('is known of what is sealed', () => {
    expect(errors(sealed(63))).toMatchObject([
      {
        severity: 'error',
        path: 'secrets.encryptedData.controlPlane',
        sentence: expect.stringContaining('63 characters'),
      },
    ]);
    expect(errors(sealed(64))).toEqual([]);
  });

  it('is not judged where the text is no sealed value', () => {
    expect(errors('AgB+not/base64')).toEqual([]);
    expect(errors('!')).toEqual([]);
    expect(errors('AA==')).toEqual([]);
  });

  it('is advice where the value is in a store', () => {
    const findings = validateEngine({
      ...exampleEngine,
      secrets: {
        ...exampleEngine.secrets,
        mode: 'externalSecrets',
        store: { name: 'vault', kind: 'ClusterSecretStore' },
        remoteKeys: { controlPlane: {}, harmony: {} },
      },
    });
    expect(
      findings.filter(({ rule }) => rule === 'cookies-secret-length'),
    ).toMatchObject([{ severity: 'info' }]);
  });
});
