import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

const BACKDATED_DAYS = 1;
const VALID_DAYS = 3650;

/** What an HTTPS server needs, and the CA by which clients trust it. */
export interface ServerCertificate {
  /** PEM of the CA that signed the certificate. */
  caPem: string;
  certPem: string;
  keyPem: string;
}

function keyPair(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

function newCertificate(
  publicKeyPem: string,
  subject: string,
): forge.pki.Certificate {
  const day = 24 * 3600 * 1000;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  // The leading byte keeps it positive and without leading zeros, which strict readers (Go) refuse.
  certificate.serialNumber = `01${forge.util.bytesToHex(
    forge.random.getBytesSync(15),
  )}`;
  certificate.validity.notBefore = new Date(Date.now() - BACKDATED_DAYS * day);
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * day);
  certificate.setSubject([{ name: 'commonName', value: subject }]);
  return certificate;
}

/** Makes a CA of its own and a server certificate for 127.0.0.1 and localhost that it signs. */
export function issueServerCertificate(name: string): ServerCertificate {
  const caKeys = keyPair();
  const ca = newCertificate(caKeys.publicKey, `${name} sandbox CA`);
  ca.setIssuer(ca.subject.attributes);
  ca.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const caKey = forge.pki.privateKeyFromPem(caKeys.privateKey);
  ca.sign(caKey, forge.md.sha256.create());

  const keys = keyPair();
  const certificate = newCertificate(keys.publicKey, `${name} API server`);
  certificate.setIssuer(ca.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    {
      name: 'keyUsage',
      digitalSignature: true,
      keyEncipherment: true,
      critical: true,
    },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
      ],
    },
    {
      name: 'authorityKeyIdentifier',
      keyIdentifier: ca.generateSubjectKeyIdentifier().getBytes(),
    },
  ]);
  certificate.sign(caKey, forge.md.sha256.create());
  return {
    caPem: forge.pki.certificateToPem(ca),
    certPem: forge.pki.certificateToPem(certificate),
    keyPem: keys.privateKey,
  };
}

/** What a sealed-secrets controller has. */
export interface SealingCertificate {
  /** PEM; people seal with it. */
  certPem: string;
  /** PEM; stays with the controller. */
  keyPem: string;
}

/** Makes the self-signed certificate of a sealed-secrets controller. */
export function issueSealingCertificate(name: string): SealingCertificate {
  const keys = keyPair();
  const certificate = newCertificate(
    keys.publicKey,
    `${name} sealed-secrets sandbox`,
  );
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(
    forge.pki.privateKeyFromPem(keys.privateKey),
    forge.md.sha256.create(),
  );
  return {
    certPem: forge.pki.certificateToPem(certificate),
    keyPem: keys.privateKey,
  };
}
