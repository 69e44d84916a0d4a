/** How a connection is encrypted, in the words of each client. */
import type { ConnectionOptions, PeerCertificate } from 'node:tls';
import type { SslOptions } from 'mysql2';

export interface Tls {
  /** False: what is sent is encrypted, but whoever answers is believed. */
  readonly isVerified: boolean;
  /**
   * The authority that the server's certificate must be from, in PEM; then its name does not matter, because those that
   * servers make for themselves name no host. Left out: the name counts, and the authorities that Node knows.
   */
  readonly ca?: string;
}

export function mysqlTls({ isVerified, ca }: Tls): SslOptions {
  if (ca === undefined) return { rejectUnauthorized: isVerified, verifyIdentity: isVerified };
  return { rejectUnauthorized: isVerified, ca };
}

export function redisTls({ isVerified, ca }: Tls): ConnectionOptions {
  if (ca === undefined) return { rejectUnauthorized: isVerified };
  return { rejectUnauthorized: isVerified, ca, checkServerIdentity: anyName };
}

function anyName(_host: string, _certificate: PeerCertificate): undefined {}
