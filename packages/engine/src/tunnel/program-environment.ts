/** What programs need to find themselves, their configuration, a proxy and certificates. */
const PASSED_ON = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['PATHEXT', 'SYSTEMROOT', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'PROGRAMDATA', 'TEMP', 'TMP'],
]);

/** The environment for a foreign program: without our keys, which it has no use for. Names that match `own` are its own variables. */
export function programEnvironment(env: NodeJS.ProcessEnv, own: RegExp): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (PASSED_ON.has(name.toUpperCase()) || own.test(name))) passed[name] = value;
  }
  return passed;
}
