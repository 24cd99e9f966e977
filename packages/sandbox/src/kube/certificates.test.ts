import { X509Certificate } from 'node:crypto';
import { issueServerCertificate } from './certificates';

describe('issueServerCertificate', () => {
  const { caPem, certPem } = issueServerCertificate('eu-1');
  const ca = new X509Certificate(caPem);
  const certificate = new X509Certificate(certPem);

  it('signs a certificate for loopback by a CA that signs itself', () => {
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(ca.checkIssued(ca)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1',
    );
  });

  it('numbers certificates without leading zeros, which Go refuses', () => {
    for (const { serialNumber } of [ca, certificate]) {
      expect(serialNumber).toMatch(/^0?1[0-9A-F]{30}$/);
    }
    expect(ca.serialNumber).not.toBe(certificate.serialNumber);
  });
});
