import { PLUGIN_DESCRIPTION, PLUGIN_ID, PLUGIN_NAME } from './manifest.js';
import { register } from './register.js';

/** The plugin, as OpenClaw loads it. */
export default { id: PLUGIN_ID, name: PLUGIN_NAME, description: PLUGIN_DESCRIPTION, register };
