import { onMounted, onUnmounted, ref, type Ref } from "vue";

/** The size of an element, followed as it changes. */
export function useElementSize(element: Ref<HTMLElement | undefined>) {
  const width = ref(0);
  const height = ref(0);
  const observer = new ResizeObserver(([entry]) => {
    width.value = Math.floor(entry!.contentRect.width);
    height.value = Math.floor(entry!.contentRect.height);
  });
  onMounted(() => {
    if (!element.value) return;
    width.value = Math.floor(element.value.clientWidth);
    observer.observe(element.value);
  });
  onUnmounted(() => observer.disconnect());
  return { width, height };
}
