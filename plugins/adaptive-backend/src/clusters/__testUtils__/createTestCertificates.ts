import { md, pki } from 'node-forge';

/** A certificate and its key, as PEM. */
export interface TestCertificate {
  cert: string;
  key: string;
}

function create(
  subject: string,
  extensions: object[],
  issuer?: pki.Certificate,
  by?: pki.rsa.PrivateKey,
) {
  const keys = pki.rsa.generateKeyPair(2048);
  const certificate = pki.createCertificate();
  const name = [{ name: 'commonName', value: subject }];
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = issuer ? '02' : '01';
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  certificate.setSubject(name);
  certificate.setIssuer(issuer ? issuer.subject.attributes : name);
  certificate.setExtensions(extensions);
  certificate.sign(by ?? keys.privateKey, md.sha256.create());
  return { certificate, privateKey: keys.privateKey };
}

/** A certificate authority and a certificate of its for 127.0.0.1 and `api.example`, valid for an hour. */
export function createTestCertificates(): {
  ca: string;
  server: TestCertificate;
} {
  const ca = create('test CA', [{ name: 'basicConstraints', cA: true }]);
  const server = create(
    'test server',
    [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'api.example' },
        ],
      },
    ],
    ca.certificate,
    ca.privateKey,
  );
  return {
    ca: pki.certificateToPem(ca.certificate),
    server: {
      cert: pki.certificateToPem(server.certificate),
      key: pki.privateKeyToPem(server.privateKey),
    },
  };
}
