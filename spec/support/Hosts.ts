import { execFileSync } from 'node:child_process';

const ip = (...args: string[]): void => {
  execFileSync('ip', args, { stdio: 'pipe' });
};

/** In which network namespaces a server and its peers run, and the address of the server. */
export interface Places {
  readonly near: string;
  readonly far: string;
  readonly nearAddress: string;
}

/** Two hosts of a spec's own, in network namespaces, and a cable between them. */
export class Hosts implements Places {
  private static made = 0;

  // Addresses for documentation (RFC 5737), in namespaces that exist for this spec only.
  readonly nearAddress = '192.0.2.1';
  private readonly farAddress = '192.0.2.2';
  readonly near: string;
  readonly far: string;

  /** Makes them, or throws when that can't be done here. */
  constructor() {
    const name = `rxs-${process.pid}-${++Hosts.made}`;
    const near = (this.near = `${name}-near`);
    const far = (this.far = `${name}-far`);
    try {
      for (const host of [near, far]) ip('netns', 'add', host);
      ip('-n', near, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', far);
      ip('-n', near, 'addr', 'add', `${this.nearAddress}/30`, 'dev', 'cable');
      ip('-n', far, 'addr', 'add', `${this.farAddress}/30`, 'dev', 'cable');
      for (const host of [near, far])
        for (const link of ['cable', 'lo']) ip('-n', host, 'link', 'set', link, 'up');
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Both on the near one. */
  get together(): Places {
    const { near } = this;
    return { near, far: near, nearAddress: '127.0.0.1' };
  }

  /** Whether they can be made here. Says so when not, since then a spec is skipped. */
  static canBeMade(spec: string): boolean {
    try {
      new Hosts().remove();
      return true;
    } catch (error) {
      console.warn(`Of ${spec} some is skipped, it needs iproute2 and root: ${String(error)}`);
      return false;
    }
  }

  /** What the far one sends is lost from now on, and nobody is told. */
  cut(): void {
    ip('-n', this.far, 'route', 'add', 'blackhole', `${this.nearAddress}/32`);
  }

  remove(): void {
    for (const host of [this.near, this.far])
      try {
        ip('netns', 'del', host);
      } catch {
        // It was not made, or is removed already.
      }
  }
}
