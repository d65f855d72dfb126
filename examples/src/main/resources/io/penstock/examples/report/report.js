(() => {
  const tip = document.getElementById('tip');
  const show = event => {
    const over = event.target.closest && event.target.closest('[data-tip]');
    tip.hidden = !over;
    if (!over) return;
    tip.textContent = over.dataset.tip;
    const right = event.clientX + 14 + tip.offsetWidth < innerWidth;
    tip.style.left = Math.max(4, right ? event.clientX + 14 : event.clientX - tip.offsetWidth - 10) + 'px';
    tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 4)) + 'px';
  };
  addEventListener('pointermove', show);
  addEventListener('pointerdown', show);
  addEventListener('scroll', () => { tip.hidden = true; }, true);
})();
