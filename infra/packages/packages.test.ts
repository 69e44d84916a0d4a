import { expect, test } from 'vitest';
import { pickPackage } from './apt.ts';
import { pickMirrors } from './archive.ts';
import { parseLibraries } from './bundle.ts';

test("the machine's own mirrors of the distribution are taken, each once", () => {
  const addresses = [
    'http://mirror.example/debian/',
    'http://mirror.example/debian/',
    'http://mirror.example/debian-security/',
    'https://third.party.example/apt/',
    'cdrom:[Debian]/debian/',
  ].join('\n');
  expect(pickMirrors(addresses, 'debian')).toEqual(['http://mirror.example/debian/']);
});

test('a machine whose apt knows no mirror of the distribution has none', () => {
  expect(pickMirrors('', 'debian')).toEqual([]);
});

test("Debian's unnumbered package is taken, and else the one with the highest number", () => {
  const debian = 'mysql-server-core - MySQL database server binaries\n';
  const ubuntu = 'mysql-server-core-8.0 - MySQL binaries\nmysql-server-core-8.4 - MySQL binaries\n';
  expect(pickPackage('mysql-server-core', debian)).toBe('mysql-server-core');
  expect(pickPackage('mysql-server-core', ubuntu)).toBe('mysql-server-core-8.4');
  expect(() => pickPackage('mysql-server-core', 'mysql-server-core-extras - something else\n')).toThrow(
    'no mysql-server-core',
  );
});

test("the loader's list gives the libraries' paths", () => {
  const list = `\tlinux-vdso.so.1 (0x00007f)
\tlibm.so.6 => /tree/usr/lib/libm.so.6 (0x00007f)
\t/lib64/ld-linux-x86-64.so.2 => /tree/usr/lib/ld-linux-x86-64.so.2 (0x00007f)`;
  expect(parseLibraries(list)).toEqual(['/tree/usr/lib/libm.so.6', '/tree/usr/lib/ld-linux-x86-64.so.2']);
});

test('a library that the loader does not find is an error', () => {
  expect(() => parseLibraries('\tlibaio.so.1 => not found')).toThrow('the packages lack libaio.so.1');
});
