/**
 * Adds up Vitest's JSON reports, named as arguments, and ends with the one plain line that a CI system reads. Fails on a failed test, on a
 * skipped one (with all requirements installed none may be), and on a report without tests.
 */
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
let skipped = 0;
let empty = false;
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  console.log(`${path}: ${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0);
  skipped += report.numPendingTests + report.numTodoTests;
  empty ||= report.numPassedTests === 0;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || skipped > 0 || empty ? 1 : 0;
