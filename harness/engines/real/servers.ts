/** Where the real servers are. `infra/` finds or starts them; the real engine connects to them. */

export type ServerAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface RealServers {
  readonly redis: ServerAddress & {
    readonly username?: string;
    readonly password?: string;
    readonly tls?: boolean;
    readonly db?: number;
    readonly version: string;
  };
  readonly mysql: ServerAddress & { readonly user: string; readonly password?: string; readonly version: string };
  /** Ours alone: no prefix etiquette needed, every privilege is there. */
  readonly isPrivate: boolean;
}
