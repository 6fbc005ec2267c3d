"""Records made visible: the terminal page and the HTML page. Views read records and decide nothing."""
