import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import App from "./App.svelte";
import { theme } from "./lib/theme.svelte";

theme.apply();
const target = document.getElementById("app");
if (target) mount(App, { target });
