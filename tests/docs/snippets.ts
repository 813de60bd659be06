import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Snippet {
  /** Path of the document, from the repository's root. */
  document: string;
  line: number;
  language: string;
  text: string;
}

/** Every document of the repository that users read. */
export function documents(): string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? inFolder(join(folder, entry.name))
        : entry.name.endsWith('.md')
          ? [join(folder, entry.name)]
          : [],
    );
  return [
    'README.md',
    'README.zh-CN.md',
    'CONTRIBUTING.md',
    ...inFolder('docs'),
    ...inFolder('bench'),
    ...inFolder('examples'),
  ];
}

/** The fenced blocks of a document, in order. */
export function snippets(document: string): Snippet[] {
  const found: Snippet[] = [];
  let open: Snippet | undefined;
  for (const [index, line] of readFileSync(join(root, document), 'utf8').split('\n').entries()) {
    const fence = /^\s*```(\S*)/.exec(line);
    if (fence === null) {
      if (open !== undefined) open.text += `${line}\n`;
    } else if (open === undefined) {
      open = { document: relative('.', document), line: index + 1, language: fence[1] as string, text: '' };
    } else {
      found.push(open);
      open = undefined;
    }
  }
  return found;
}

/** Relative links of a document, without anchors. */
export function links(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] as string).split('#')[0] as string)
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}
