/**
 * `npm run openapi-types`: writes the API's types as `/openapi.json` has them into `tests/client/openapi.generated.ts`, against which a test
 * holds the client's own. Asks the service at RINGBACK_URL, else http://127.0.0.1:7464.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { root } from './setup.mjs';

const url = process.env.RINGBACK_URL ?? 'http://127.0.0.1:7464';
const document = await (await fetch(`${url}/openapi.json`)).json();
const path = join(root, 'tests', 'client', 'openapi.generated.ts');
writeFileSync(path, astToString(await openapiTypes(document)));
console.log(`Written: ${path}`);
